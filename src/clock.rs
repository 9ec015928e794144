//! The only reader of the system clock.
//!
//! `now` is read once a command, cut to milliseconds, and passed down as a value. Only commands that wait or run hold a
//! [`Clock`]; nothing a user can set moves it.

use std::{io, os::fd::OwnedFd, path::Path, time::Duration};

use chrono::{DateTime, SubsecRound, TimeDelta, Utc};
use rustix::{
    event::{PollFd, PollFlags, Timespec, poll},
    fs::inotify,
    time::{Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, timerfd_create, timerfd_settime},
};

/// A source of instants. Tests give a simulated one to [`crate::run`].
pub trait Clock: Send + Sync {
    /// The present instant, cut to milliseconds.
    fn now(&self) -> DateTime<Utc>;
    /// Time since an arbitrary fixed point, never going back: for lengths, not for instants.
    fn monotonic(&self) -> Duration;
    /// Something to sleep by, which from now on notices what is written in the folder.
    fn alarm(&self, folder: &Path) -> Box<dyn Alarm + '_>;
}

/// Something to sleep by.
pub trait Alarm {
    /// Sleeps until the instant has come, or something was written since the last sleep began.
    fn wait(&mut self, until: DateTime<Utc>) -> Wake;
}

/// Why a wait is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wake {
    /// The instant has come.
    Due,
    /// Something was written in the watched folder, or the clock was set: it is time to look again.
    Changed,
}

/// The machine's own clock.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        #[expect(clippy::disallowed_methods, reason = "this file owns the system clock")]
        Utc::now().trunc_subsecs(3)
    }

    fn monotonic(&self) -> Duration {
        let reading = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
        Duration::new(
            u64::try_from(reading.tv_sec).unwrap_or_default(),
            u32::try_from(reading.tv_nsec).unwrap_or_default(),
        )
    }

    fn alarm(&self, folder: &Path) -> Box<dyn Alarm + '_> {
        Box::new(SystemAlarm { watch: watch(folder).ok() })
    }
}

/// Sleeps in the kernel, by the clock on the wall: it wakes on time after a suspend, and when the clock is set.
struct SystemAlarm {
    watch: Option<OwnedFd>,
}

/// Writes come in bursts: one look answers them all.
const BURST: Duration = Duration::from_millis(50);
/// How long is slept at a time where the kernel has no alarms to give.
const NAP: Duration = Duration::from_secs(5);

impl Alarm for SystemAlarm {
    fn wait(&mut self, until: DateTime<Utc>) -> Wake {
        let left = (until - SystemClock.now()).to_std().unwrap_or_default();
        if left.is_zero() {
            return Wake::Due;
        }
        match alarm_at(until) {
            Ok(alarm) => self.sleep_by(&alarm),
            Err(_) => std::thread::sleep(left.min(NAP)),
        }
        if SystemClock.now() >= until { Wake::Due } else { Wake::Changed }
    }
}

impl SystemAlarm {
    fn sleep_by(&self, alarm: &OwnedFd) {
        let mut sources = vec![PollFd::new(alarm, PollFlags::IN)];
        sources.extend(self.watch.iter().map(|watch| PollFd::new(watch, PollFlags::IN)));
        // A signal that is handled elsewhere ends the sleep too: looking again does no harm.
        let _ = poll(&mut sources, None);
        let written = sources.get(1).is_some_and(|watch| !watch.revents().is_empty());
        if let Some(watch) = self.watch.as_ref().filter(|_| written) {
            std::thread::sleep(BURST);
            while rustix::io::read(watch, &mut [0; 4096]).is_ok_and(|length| length > 0) {}
        }
    }
}

/// A clock that is ahead of another one by a fixed length: what a server's clock shows, as seen from here.
#[derive(Clone, Copy)]
pub struct Ahead<'a> {
    clock: &'a dyn Clock,
    by: TimeDelta,
}

impl<'a> Ahead<'a> {
    /// Ahead of `clock` by `by`; behind it if that is negative.
    pub fn new(clock: &'a dyn Clock, by: TimeDelta) -> Self {
        Self { clock, by }
    }

    /// Ahead by so much more.
    #[must_use]
    pub fn moved(self, by: TimeDelta) -> Self {
        Self { by: self.by + by, ..self }
    }

    /// By how much.
    pub fn by(&self) -> TimeDelta {
        self.by
    }
}

impl Clock for Ahead<'_> {
    fn now(&self) -> DateTime<Utc> {
        self.clock.now() + self.by
    }

    fn monotonic(&self) -> Duration {
        self.clock.monotonic()
    }

    fn alarm(&self, folder: &Path) -> Box<dyn Alarm + '_> {
        Box::new(AlarmAhead { alarm: self.clock.alarm(folder), by: self.by })
    }
}

struct AlarmAhead<'a> {
    alarm: Box<dyn Alarm + 'a>,
    by: TimeDelta,
}

impl Alarm for AlarmAhead<'_> {
    fn wait(&mut self, until: DateTime<Utc>) -> Wake {
        self.alarm.wait(until - self.by)
    }
}

/// Becomes readable at the instant, and when the clock is set.
fn alarm_at(at: DateTime<Utc>) -> io::Result<OwnedFd> {
    let alarm = timerfd_create(TimerfdClockId::Realtime, TimerfdFlags::CLOEXEC)?;
    let once = Itimerspec {
        it_interval: Timespec { tv_sec: 0, tv_nsec: 0 },
        it_value: Timespec { tv_sec: at.timestamp(), tv_nsec: at.timestamp_subsec_nanos().into() },
    };
    timerfd_settime(&alarm, TimerfdTimerFlags::ABSTIME | TimerfdTimerFlags::CANCEL_ON_SET, &once)?;
    Ok(alarm)
}

/// Becomes readable when a file in the folder is written, or moved there.
fn watch(folder: &Path) -> io::Result<OwnedFd> {
    let watch = inotify::init(inotify::CreateFlags::CLOEXEC | inotify::CreateFlags::NONBLOCK)?;
    let what = inotify::WatchFlags::MODIFY | inotify::WatchFlags::MOVED_TO;
    inotify::add_watch(&watch, folder, what)?;
    Ok(watch)
}
