//! What the doctor found.

use super::layout::{INDENT, footing, remedy};
use crate::{
    app::answers::Checkup,
    health::{Finding, Health},
    output::{
        harmless::harmless,
        style::Style,
        words::{self, counted, told},
    },
};

/// As wide as the widest word with its mark.
const WORD: usize = 11;

/// `okno doctor`.
pub fn checkup(answered: &Checkup, style: &Style) -> String {
    let style = *style;
    let short = answered.findings.iter().filter(|found| found.health >= Health::Attention).count();
    let mut text = if short == 0 {
        format!("{}  nothing falls short\n\n", style.green("WELL"))
    } else {
        let things = counted(short as u64, "thing needs somebody", "things need somebody");
        format!("{}  {things}\n\n", style.red("LOOK"))
    };
    for found in &answered.findings {
        text += &row(found, answered, style);
    }
    text + &footing(&answered.footing, style)
}

/// The mark and the word, then the sentence beside them, and what to do below.
fn row(found: &Finding, answered: &Checkup, style: Style) -> String {
    let told = told(found, &answered.footing);
    let word = format!("{} {}", mark(found.health), words::health(found.health));
    let gap = " ".repeat(WORD.saturating_sub(word.chars().count()) + INDENT);
    let painted = match found.health {
        Health::Well => style.green(&word),
        Health::Unknown => style.dim(&word),
        Health::Attention => style.yellow(&word),
        Health::Broken => style.red(&word),
    };
    let margin = INDENT + WORD + INDENT;
    let sentence = style.paragraph(&harmless(&told.sentence), margin);
    let mut text = format!("{}{painted}{gap}{}", " ".repeat(INDENT), sentence.trim_start());
    if let Some(cure) = told.remedy.filter(|_| found.health >= Health::Attention) {
        text += &remedy(&cure, margin, style);
    }
    text
}

/// A shape for each, for who sees no colour.
fn mark(health: Health) -> char {
    match health {
        Health::Well => '+',
        Health::Unknown => '?',
        Health::Attention => '!',
        Health::Broken => 'x',
    }
}
