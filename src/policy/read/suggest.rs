//! What was meant by a word that nobody knows.

/// What to write instead of a word that is not among the known ones.
pub(super) fn suggestion<'k>(text: &str, known: impl Iterator<Item = &'k str> + Clone) -> String {
    match nearest(text, known.clone()) {
        Some(near) => format!("did you mean {near:?}?"),
        None => format!("write {}", listed_quoted(known)),
    }
}

/// The known word that is most like the text, if one is at all.
pub(super) fn nearest<'k>(text: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    const LIKE: f64 = 0.75;
    let text: String = text.chars().take(100).collect::<String>().to_lowercase().replace('_', "-");
    known
        .map(|word| (strsim::jaro_winkler(&text, &word.to_lowercase()), word))
        .filter(|(likeness, _)| *likeness > LIKE)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, word)| word)
}

/// The words as keys: `a`, `b`.
pub(super) fn listed<'k>(words: impl Iterator<Item = &'k str>) -> String {
    words.map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
}

fn listed_quoted<'k>(words: impl Iterator<Item = &'k str> + Clone) -> String {
    const MOST: usize = 12;
    let quoted: Vec<String> = words.clone().take(MOST).map(|word| format!("{word:?}")).collect();
    let more = if words.count() > MOST { ", …" } else { "" };
    quoted.join(", ") + more
}
