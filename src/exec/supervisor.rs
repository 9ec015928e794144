//! Watches over a running command: forwards signals, minds the deadline, kills when it has to.
//!
//! It works on a thread of its own, so that a terminal which takes no output cannot keep it from its work.

use std::{
    collections::BTreeSet,
    sync::mpsc::{Receiver, RecvTimeoutError, Sender},
    time::Duration,
};

use chrono::{DateTime, Utc};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use signal_hook::consts::{SIGINT, SIGTERM};

use super::{
    Overrun,
    process::{self, Process},
};
use crate::clock::{Clock, SystemClock};

/// How long a command may take to obey TERM.
const GRACE: Duration = Duration::from_secs(5);
/// How long to wait for what even KILL does not end (a process stuck in the kernel).
const PATIENCE_AFTER_KILL: Duration = Duration::from_secs(1);
/// The clock may be set while okno waits: it is asked at least this often.
const LONGEST_WAIT: Duration = Duration::from_secs(1);
const WAIT_WHILE_KILLING: Duration = Duration::from_millis(20);

/// What the supervisor is told.
pub(super) enum Sign {
    /// The leader has ended, and is not reaped yet.
    Ended,
    /// okno received this signal.
    Received(i32),
}

/// What the supervisor tells.
pub(super) enum Notice {
    Overrun(DateTime<Utc>),
    Received(i32),
    /// Nothing is left to watch over.
    Over {
        terminated: bool,
        interrupted_by: Option<i32>,
    },
}

/// Whom signals go to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Target {
    /// The command has a session of its own, with this leader.
    Session(Pid),
    /// The command shares okno's terminal: what is typed there reaches it without okno.
    SharesTerminal(Pid),
}

impl Target {
    /// An error means that nobody is left to take the signal, which is all the same here.
    fn signal(self, signal: Signal) {
        let _ = match self {
            Self::Session(leader) => kill_process_group(leader, signal),
            Self::SharesTerminal(pid) => kill_process(pid, signal),
        };
    }

    /// Signals the whole session, its other process groups too (a shell with job control makes them).
    fn signal_everyone(self, signal: Signal) {
        self.signal(signal);
        let Self::Session(leader) = self else { return };
        let others: BTreeSet<u32> = self.members().map(|process| process.group).collect();
        for group in others.into_iter().filter_map(as_pid).filter(|group| *group != leader) {
            let _ = kill_process_group(group, signal);
        }
    }

    fn members(self) -> impl Iterator<Item = Process> {
        process::living()
            .filter(move |process| matches!(self, Self::Session(leader) if as_pid(process.session) == Some(leader)))
    }
}

fn as_pid(number: u32) -> Option<Pid> {
    Pid::from_raw(i32::try_from(number).ok()?)
}

/// A kill under way.
#[derive(Debug, Clone, Copy)]
enum Killing {
    /// TERM was sent; KILL follows then.
    Asked { kill_at: Duration },
    /// KILL was sent; no use in waiting longer than this.
    Forced { give_up_at: Duration },
}

pub(super) struct Supervisor<'a> {
    target: Target,
    clock: &'a dyn Clock,
    /// Until it has passed.
    deadline: Option<DateTime<Utc>>,
    on_overrun: Overrun,
    post: &'a dyn Fn(Notice),
    killing: Option<Killing>,
    terminated: bool,
    interrupts: u32,
    interrupted_by: Option<i32>,
}

impl<'a> Supervisor<'a> {
    pub(super) fn new(
        target: Target,
        clock: &'a dyn Clock,
        deadline: Option<DateTime<Utc>>,
        on_overrun: Overrun,
        post: &'a dyn Fn(Notice),
    ) -> Self {
        Self {
            target,
            clock,
            deadline,
            on_overrun,
            post,
            killing: None,
            terminated: false,
            interrupts: 0,
            interrupted_by: None,
        }
    }

    /// Returns once the command has ended and, if it is being killed, nothing of it is left.
    pub(super) fn watch(mut self, signs: &Receiver<Sign>) {
        let mut has_ended = false;
        loop {
            match signs.recv_timeout(self.next_wait()) {
                Ok(Sign::Ended) | Err(RecvTimeoutError::Disconnected) => has_ended = true,
                Ok(Sign::Received(signal)) => self.receive(signal),
                Err(RecvTimeoutError::Timeout) => {}
            }
            if !has_ended {
                self.mind_deadline();
            }
            self.press_on();
            if has_ended && !self.waits_for_stragglers() {
                break;
            }
        }
        (self.post)(Notice::Over { terminated: self.terminated, interrupted_by: self.interrupted_by });
    }

    fn next_wait(&self) -> Duration {
        if self.killing.is_some() {
            return WAIT_WHILE_KILLING;
        }
        let until_deadline = self.deadline.map(|deadline| (deadline - self.clock.now()).to_std().unwrap_or_default());
        until_deadline.map_or(LONGEST_WAIT, |left| left.min(LONGEST_WAIT))
    }

    fn receive(&mut self, signal: i32) {
        let shares_terminal = matches!(self.target, Target::SharesTerminal(_));
        match signal {
            SIGINT if shares_terminal => {}
            SIGINT => {
                self.interrupts += 1;
                match self.interrupts {
                    1 => self.target.signal(Signal::INT),
                    _ => self.kill(),
                }
            }
            SIGTERM => self.target.signal(Signal::TERM),
            // HUP: a dropped connection must not kill a migration.
            _ => {}
        }
        if matches!(signal, SIGINT | SIGTERM) {
            self.interrupted_by.get_or_insert(signal);
        }
        (self.post)(Notice::Received(signal));
    }

    fn mind_deadline(&mut self) {
        let now = self.clock.now();
        let Some(deadline) = self.deadline.take_if(|deadline| *deadline <= now) else { return };
        (self.post)(Notice::Overrun(deadline));
        if self.on_overrun == Overrun::Terminate {
            self.terminated = true;
            self.kill();
        }
    }

    fn kill(&mut self) {
        if self.killing.is_none() {
            self.target.signal_everyone(Signal::TERM);
            self.killing = Some(Killing::Asked { kill_at: waited() + GRACE });
        }
    }

    fn press_on(&mut self) {
        if let Some(Killing::Asked { kill_at }) = self.killing
            && waited() >= kill_at
        {
            self.target.signal_everyone(Signal::KILL);
            self.killing = Some(Killing::Forced { give_up_at: waited() + PATIENCE_AFTER_KILL });
        }
    }

    fn waits_for_stragglers(&self) -> bool {
        let lives_on = || self.target.members().next().is_some();
        match self.killing {
            None => false,
            Some(Killing::Asked { .. }) => lives_on(),
            Some(Killing::Forced { give_up_at }) => waited() < give_up_at && lives_on(),
        }
    }
}

/// Grace is real waiting, whatever clock decides about the deadline.
fn waited() -> Duration {
    SystemClock.monotonic()
}

/// Tells the supervisor, from a thread of its own, when the leader has ended.
pub(super) fn report_end(leader: Pid, signs: Sender<Sign>) {
    std::thread::spawn(move || {
        super::launch::wait_for_end(leader);
        let _ = signs.send(Sign::Ended);
    });
}
