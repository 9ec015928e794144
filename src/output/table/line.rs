//! The stopped line.

use super::{
    layout::{footing, notices},
    status::halted,
};
use crate::{app::answers::LineView, output::style::Style};

/// `okno halt`, `okno resume`: what is halted now.
pub fn line(answered: &LineView, style: &Style) -> String {
    let style = *style;
    let text = match answered.line.stops().next() {
        None => format!("{}  changes may start\n", style.green("RESUMED")),
        Some(_) => halted(&answered.line, &answered.footing, style).trim_start().to_owned(),
    };
    text + &notices(&answered.notices, style) + &footing(&answered.footing, style)
}
