//! Who acts. Pure.

/// The account that a command runs under, as the operating system knows it: by uid, never by a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Its number.
    pub uid: u32,
    /// Its name, or `uid:1234` where the system has none for it.
    pub name: String,
}

impl Account {
    /// The number of an account that a database server knows: this machine's numbers say nothing about it. It is the number
    /// that no system gives to anybody.
    pub const OF_A_SERVER: u32 = u32::MAX;

    /// The account of a number, by the lines of `/etc/passwd`.
    pub fn of_uid(uid: u32, passwd: &str) -> Self {
        let name_of = |line: &str| {
            let mut fields = line.split(':');
            let name = fields.next().filter(|name| !name.is_empty())?;
            (fields.nth(1)?.parse() == Ok(uid)).then(|| name.to_owned())
        };
        let name = passwd.lines().find_map(name_of).unwrap_or_else(|| format!("uid:{uid}"));
        Self { uid, name }
    }

    /// Whether it is root, which is nobody in particular: it never approves.
    pub fn is_superuser(&self) -> bool {
        self.uid == 0
    }
}

#[cfg(test)]
mod tests {
    use super::Account;

    const PASSWD: &str = "root:x:0:0:root:/root:/bin/bash\n\nolga:x:1000:1000:Olga,,,:/home/olga:/bin/bash\nbroken\n";

    #[test]
    fn an_account_is_known_by_its_number() {
        assert_eq!(Account::of_uid(1000, PASSWD).name, "olga");
        assert!(Account::of_uid(0, PASSWD).is_superuser());
    }

    #[test]
    fn a_number_without_a_name_is_shown_as_a_number() {
        assert_eq!(Account::of_uid(4711, PASSWD).name, "uid:4711");
    }
}
