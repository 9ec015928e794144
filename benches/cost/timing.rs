//! Stopwatches.

use std::process::{Command, Stdio};
use std::time::Duration;

/// How long something took, in seconds.
#[derive(Debug, Clone, Copy)]
pub struct Spread {
    /// The shortest time.
    pub low: f64,
    /// The time that half of the runs kept below.
    pub median: f64,
    /// How often it ran.
    pub runs: usize,
}

impl std::fmt::Display for Spread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.2} ms ({:.2} at the median, of {})", self.low * 1e3, self.median * 1e3, self.runs)
    }
}

/// Runs the commands in turns, so that whatever else the machine does falls on all of them.
pub fn in_turns<const N: usize>(times: usize, mut commands: [Command; N]) -> [Spread; N] {
    let mut taken = [const { Vec::new() }; N];
    for command in &mut commands {
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    }
    for _ in 0..times {
        for (command, taken) in commands.iter_mut().zip(&mut taken) {
            let begun = monotonic();
            command.status().expect("the program starts");
            taken.push(monotonic().saturating_sub(begun).as_secs_f64());
        }
    }
    taken.map(|mut taken| {
        taken.sort_by(f64::total_cmp);
        Spread { low: taken[0], median: taken[taken.len() / 2], runs: taken.len() }
    })
}

/// The processor time that this process needs for the work, in seconds.
pub fn cpu(work: impl FnOnce()) -> f64 {
    both(work).1
}

/// The time on the wall and that of the processor, in seconds.
pub fn both(work: impl FnOnce()) -> (f64, f64) {
    let (wall, used) = (monotonic(), processor());
    work();
    (monotonic().saturating_sub(wall).as_secs_f64(), processor().saturating_sub(used).as_secs_f64())
}

/// What a stopwatch shows.
pub fn monotonic() -> Duration {
    time_of(rustix::time::ClockId::Monotonic)
}

fn processor() -> Duration {
    time_of(rustix::time::ClockId::ProcessCPUTime)
}

fn time_of(clock: rustix::time::ClockId) -> Duration {
    let time = rustix::time::clock_gettime(clock);
    Duration::new(u64::try_from(time.tv_sec).unwrap_or(0), u32::try_from(time.tv_nsec).unwrap_or(0))
}
