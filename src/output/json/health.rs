//! `okno.doctor/1`.

use serde::Serialize;

use super::answer;
use crate::{
    app::answers::Checkup,
    exit,
    health::{CopyRole, CopySeen, Finding, Health, What},
    output::words,
};

/// `okno doctor --format json`.
pub fn checkup(answered: &Checkup) -> String {
    #[derive(Serialize)]
    struct Body<'a> {
        ok: bool,
        exit_code: u8,
        version: &'static str,
        checks: Vec<CheckBody>,
        zone_data: Vec<CopyBody<'a>>,
    }
    let copies = answered.findings.iter().find_map(|found| match &found.what {
        What::ZoneData { copies } => Some(copies.as_slice()),
        _ => None,
    });
    let body = Body {
        ok: answered.needs().is_none(),
        exit_code: exit::of_cure(answered.needs()),
        version: env!("CARGO_PKG_VERSION"),
        checks: answered.findings.iter().map(|found| CheckBody::new(found, answered)).collect(),
        zone_data: copies.unwrap_or_default().iter().map(CopyBody::new).collect(),
    };
    answer("okno.doctor/1", body, &answered.footing)
}

#[derive(Serialize)]
struct CheckBody {
    check: &'static str,
    /// The system, calendar or change that it is about; `null`: the only one.
    about: Option<String>,
    state: &'static str,
    message: String,
    /// What to do; `null` where nothing falls short.
    advice: Option<String>,
    /// What to type.
    command: Option<String>,
}

impl CheckBody {
    fn new(found: &Finding, answered: &Checkup) -> Self {
        let told = words::told(found, &answered.footing);
        let remedy = told.remedy.filter(|_| found.health >= Health::Attention);
        let (advice, command) = remedy.map_or((None, None), |remedy| (Some(remedy.how), remedy.command));
        Self {
            check: told.subject,
            about: told.about,
            state: words::health(found.health),
            message: told.sentence,
            advice,
            command,
        }
    }
}

#[derive(Serialize)]
struct CopyBody<'a> {
    release: &'a str,
    /// `null`: compiled in.
    folder: Option<&'a str>,
    role: &'static str,
}

impl<'a> CopyBody<'a> {
    fn new(copy: &'a CopySeen) -> Self {
        let role = match copy.role {
            CopyRole::Used => "used",
            CopyRole::InReserve => "in-reserve",
            CopyRole::SetAside => "set-aside",
            CopyRole::NotBelieved => "not-believed",
        };
        Self { release: &copy.release, folder: copy.folder.as_deref(), role }
    }
}
