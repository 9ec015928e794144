//! Two versions of windows.toml as a unified diff.

use similar::TextDiff;

use crate::app::answers::PolicyDiff;

/// The two texts as a unified diff with three lines of context; `None` when they are the same.
pub fn unified(answered: &PolicyDiff) -> Option<String> {
    let (old, new) = &answered.texts;
    if old == new {
        return None;
    }
    let diff = TextDiff::from_lines(old, new);
    Some(diff.unified_diff().context_radius(3).header("adopted", &answered.path).to_string())
}
