//! What people and scripts get to see: functions from the use cases' answers to text. No I/O.
//!
//! - [`words`]: every sentence that a person reads.
//! - [`table`]: answers for people, in sentences and aligned columns.
//! - [`json`]: answers for scripts, with versioned schemas.
//! - [`ics`]: answers for calendar programs.
//! - [`style`]: colour and width; [`harmless`]: what a stranger's text may not do to a terminal.
//! - [`diff`]: two versions of windows.toml side by side.
//! - [`nagios`]: one line for monitoring; [`timers`]: units for systemd and lines for cron.
//! - [`narrator`]: what is told on the way, before there is an answer.

pub mod diff;
pub mod harmless;
pub mod ics;
pub mod json;
pub mod nagios;
pub mod narrator;
pub mod style;
pub mod table;
pub mod timers;
pub mod words;
