//! The lines of the file: unfolded, numbered, sorted into events.

use icalendar::parser::Property;

use super::IcsFault;

/// A property with the line that it begins on.
#[derive(Debug, Clone)]
pub(super) struct Line {
    pub(super) number: usize,
    /// In capitals.
    pub(super) name: String,
    pub(super) value: String,
    parameters: Vec<(String, String)>,
}

impl Line {
    /// The value of a parameter.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A fault of this line.
    pub(super) fn fault(&self, message: impl AsRef<str>) -> IcsFault {
        IcsFault::new(self.number, format!("{}: {}", shown(&self.name), message.as_ref()))
    }
}

/// The properties of one event, those of its alarms left out.
#[derive(Debug, Clone)]
pub(super) struct RawEvent {
    pub(super) begins_on: usize,
    pub(super) lines: Vec<Line>,
}

/// The events of the file.
pub(super) fn events(bytes: &[u8]) -> Result<Vec<RawEvent>, IcsFault> {
    let mut events = Vec::new();
    let mut open: Vec<(String, usize)> = Vec::new();
    let mut calendars = 0;
    for (number, line) in unfolded(bytes) {
        let text = String::from_utf8(line).map_err(|_| IcsFault::new(number, "this is not UTF-8 text"))?;
        let line = property(number, &text)?;
        match line.name.as_str() {
            "BEGIN" => {
                let name = line.value.trim().to_ascii_uppercase();
                match (open.len(), name.as_str()) {
                    (0, "VCALENDAR") => calendars += 1,
                    (0, _) => return Err(line.fault("a calendar begins with BEGIN:VCALENDAR")),
                    (1, "VEVENT") => events.push(RawEvent { begins_on: number, lines: Vec::new() }),
                    _ => {}
                }
                open.push((name, number));
            }
            "END" => {
                let name = line.value.trim().to_ascii_uppercase();
                match open.pop() {
                    Some((begun, _)) if begun == name => {}
                    Some((begun, on)) => {
                        let message = format!("{} stands where {begun} of line {on} should end", shown(&name));
                        return Err(line.fault(message));
                    }
                    None => return Err(line.fault("nothing has begun that could end")),
                }
            }
            _ if open.is_empty() => return Err(line.fault("it stands outside of BEGIN:VCALENDAR and END:VCALENDAR")),
            _ => {
                if let ([_, (name, _)], Some(event)) = (open.as_slice(), events.last_mut())
                    && name == "VEVENT"
                {
                    event.lines.push(line);
                }
            }
        }
    }
    if let Some((name, on)) = open.pop() {
        return Err(IcsFault::new(on, format!("{name} begins here and does not end: the file is cut off")));
    }
    if calendars == 0 {
        return Err(IcsFault::new(1, "this is no iCalendar file: it has no BEGIN:VCALENDAR"));
    }
    Ok(events)
}

fn property(number: usize, text: &str) -> Result<Line, IcsFault> {
    let refused = || IcsFault::new(number, format!("{} is not NAME:VALUE", shown(text)));
    let Some((head, value)) = text.split_once(':') else { return Err(refused()) };
    // The parser leaves these two to its own walk through components.
    if ["BEGIN", "END"].iter().any(|word| head.eq_ignore_ascii_case(word)) {
        let (name, value) = (head.to_ascii_uppercase(), value.to_owned());
        return Ok(Line { number, name, value, parameters: Vec::new() });
    }
    let found = Property::try_from(text).map_err(|_| refused())?;
    if found.name.as_str().is_empty() {
        return Err(refused());
    }
    let parameter = |found: &icalendar::parser::Parameter<'_>| {
        let value = found.val.as_ref().map(|value| value.as_str().trim_matches('"').to_owned());
        (found.key.as_str().to_ascii_uppercase(), value.unwrap_or_default())
    };
    Ok(Line {
        number,
        name: found.name.as_str().to_ascii_uppercase(),
        value: found.val.as_str().to_owned(),
        parameters: found.params.iter().map(parameter).collect(),
    })
}

/// The lines without their folds, each with the number of its first one. A fold may lie within a character.
fn unfolded(bytes: &[u8]) -> Vec<(usize, Vec<u8>)> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut lines: Vec<(usize, Vec<u8>)> = Vec::new();
    for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match (line, lines.last_mut()) {
            ([], _) => {}
            ([b' ' | b'\t', rest @ ..], Some((_, begun))) => begun.extend(rest),
            _ => lines.push((index + 1, line.to_vec())),
        }
    }
    lines
}

/// A stranger's text, short enough for a sentence.
pub(super) fn shown(text: &str) -> String {
    const MOST: usize = 40;
    let short: String = text.chars().take(MOST).collect();
    let more = if text.chars().count() > MOST { "…" } else { "" };
    format!("{short:?}{more}")
}
