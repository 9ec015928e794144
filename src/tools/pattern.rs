//! Patterns of file names, as shells know them: `*`, `?`, `[a-z]`, `[!a-z]`.
//!
//! One part of a path at a time: a wildcard never reaches across `/`, and a name that begins with a dot is matched only
//! by a pattern that does. Written here because a glob crate would bring its own way of walking folders, which hides
//! those that cannot be read.

/// Whether this part of a path is a pattern at all.
pub fn has_wildcard(part: &str) -> bool {
    part.contains(['*', '?', '['])
}

/// Whether the name matches the pattern. Takes at most length of pattern × length of name steps.
pub fn matches(pattern: &str, name: &str) -> bool {
    if name.starts_with('.') && !pattern.starts_with('.') {
        return false;
    }
    let pattern: Vec<char> = pattern.chars().collect();
    let name: Vec<char> = name.chars().collect();
    let (mut at_pattern, mut at_name) = (0, 0);
    // Where to try again, with one character more for the last star: no earlier star needs to be tried again.
    let mut last_star: Option<(usize, usize)> = None;
    while at_name < name.len() {
        match step(&pattern[at_pattern..], name[at_name]) {
            Step::Star => {
                at_pattern += 1;
                last_star = Some((at_pattern, at_name));
            }
            Step::Fits(length) => {
                at_pattern += length;
                at_name += 1;
            }
            Step::Differs => {
                let Some((after_star, taken_up_to)) = last_star else { return false };
                (at_pattern, at_name) = (after_star, taken_up_to + 1);
                last_star = Some((at_pattern, at_name));
            }
        }
    }
    pattern[at_pattern..].iter().all(|rest| *rest == '*')
}

enum Step {
    Star,
    /// The character fits the next part of the pattern, which is this long.
    Fits(usize),
    Differs,
}

fn step(pattern: &[char], character: char) -> Step {
    match pattern {
        ['*', ..] => Step::Star,
        ['?', ..] => Step::Fits(1),
        ['[', set @ ..] => match in_set(set, character) {
            Some((true, length)) => Step::Fits(length + 1),
            // Nothing closes it: an ordinary bracket.
            None if character == '[' => Step::Fits(1),
            Some((false, _)) | None => Step::Differs,
        },
        [literal, ..] if *literal == character => Step::Fits(1),
        _ => Step::Differs,
    }
}

/// Reads a set after its `[`: whether the character is in it, and its length with the `]`; `None` if it has no end.
fn in_set(set: &[char], character: char) -> Option<(bool, usize)> {
    let is_negated = matches!(set.first(), Some('!' | '^'));
    let begin = usize::from(is_negated);
    // A `]` in the first place is a member.
    let end = begin + 1 + set.get(begin + 1..)?.iter().position(|member| *member == ']')?;
    let mut members = &set[begin..end];
    let mut is_member = false;
    while let [first, rest @ ..] = members {
        if let ['-', last, after @ ..] = rest {
            is_member |= (*first..=*last).contains(&character);
            members = after;
        } else {
            is_member |= *first == character;
            members = rest;
        }
    }
    Some((is_member != is_negated, end + 1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_match_as_in_a_shell() {
        for (pattern, name) in [
            ("app-*.db", "app-1.db"),
            ("app-*.db", "app-.db"),
            ("*", "a"),
            ("*a*b*", "xaxbx"),
            ("a?c", "aйc"),
            ("[a-c]x", "bx"),
            ("[!a-c]x", "dx"),
            ("[]]", "]"),
            ("[a", "[a"),
            ("a-[0-9][0-9]", "a-42"),
            (".*", ".hidden"),
            ("", ""),
        ] {
            assert!(matches(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("app-*.db", "app-1.db.tmp"),
            ("*", ".hidden"),
            ("a?c", "ac"),
            ("[a-c]x", "dx"),
            ("[!a-c]x", "bx"),
            ("[a", "a"),
            ("", "a"),
            ("a", ""),
            ("App", "app"),
        ] {
            assert!(!matches(pattern, name), "{pattern} {name}");
        }
    }

    /// The definition, in exponential time.
    fn by_definition(pattern: &[char], name: &[char]) -> bool {
        match (pattern, name) {
            ([], []) => true,
            (['*', rest @ ..], _) => (0..=name.len()).any(|taken| by_definition(rest, &name[taken..])),
            (['?', rest @ ..], [_, name @ ..]) => by_definition(rest, name),
            ([literal, rest @ ..], [first, name @ ..]) => literal == first && by_definition(rest, name),
            _ => false,
        }
    }

    proptest! {
        #[test]
        fn stars_match_as_their_definition_says(pattern in "[ab*?]{0,8}", name in "[ab]{0,8}") {
            let as_chars = |text: &str| text.chars().collect::<Vec<_>>();
            prop_assert_eq!(matches(&pattern, &name), by_definition(&as_chars(&pattern), &as_chars(&name)));
        }

        #[test]
        fn any_pattern_can_be_tried(pattern in r"[\[\]!\^*?a\-]{0,12}", name in any::<String>()) {
            matches(&pattern, &name);
        }
    }
}
