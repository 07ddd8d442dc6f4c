//! Passwords of local accounts: which are taken, and how they are kept.

use argon2::Argon2;
use argon2::password_hash::rand_core::OsRng;
use argon2::password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString};
use domain::Invalid;

use crate::{Error, Result};

/// The fewest characters a password has (NIST SP 800-63B asks for at least 8; a password alone deserves more).
const MIN_CHARACTERS: usize = 12;
/// The most bytes that are hashed, so that a huge password cannot keep the server busy.
const MAX_BYTES: usize = 1024;
/// Passwords of twelve characters and more that lists of broken passwords are full of.
const COMMON: &str = include_str!("common_passwords.txt");

/// Refuses a password that is too short, too long, common, or hardly more than the account's name.
///
/// No rule asks for digits or signs (NIST SP 800-63B, "Memorized Secret Verifiers").
pub(crate) fn check(password: &str, account_name: &str) -> Result<(), Invalid> {
    let refuse = |problem: &str| Err(Invalid::new("password", problem));
    if password.chars().count() < MIN_CHARACTERS {
        return refuse("use at least 12 characters; several words make a good one");
    }
    if password.len() > MAX_BYTES {
        return refuse("use at most 1,024 bytes");
    }
    let folded = password.to_lowercase();
    let mut letters = folded.chars();
    let first = letters.next();
    if letters.all(|c| Some(c) == first) {
        return refuse("use more than one character over and over");
    }
    if COMMON.lines().any(|common| common == folded) {
        return refuse("choose another: this one is on every list of broken passwords");
    }
    let name = account_name.trim().to_lowercase();
    if name.chars().count() >= 4 && folded.replace(&name, "").chars().count() < MIN_CHARACTERS / 2 {
        return refuse("choose one that is more than your name");
    }
    Ok(())
}

/// Hashes with Argon2id and a fresh salt. Takes tens of milliseconds, away from the threads that serve requests.
pub(crate) async fn hash(password: String) -> Result<String> {
    on_worker(move || {
        Argon2::default()
            .hash_password(password.as_bytes(), &SaltString::generate(&mut OsRng))
            .map(|hash| hash.to_string())
            .map_err(|_| Error::Internal("a password could not be hashed"))
    })
    .await?
}

/// Whether `password` is the one that `hash` was made from. With no hash it takes as long, and is wrong, so that
/// the time does not tell which accounts exist.
pub(crate) async fn verify(password: String, hash: Option<String>) -> Result<bool> {
    on_worker(move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.to_owned());
        let Ok(hash) = PasswordHash::new(&hash) else {
            return Err(Error::Internal("a stored password hash cannot be read"));
        };
        let fits = password.len() <= MAX_BYTES
            && Argon2::default()
                .verify_password(password.as_bytes(), &hash)
                .is_ok();
        Ok(fits && known)
    })
    .await?
}

/// A hash with the parameters of [`hash`] that no password is known for.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXowMTIzNDU";

/// How many passwords are hashed at the same time: each takes 19 MiB, and strangers can ask for it.
static AT_ONCE: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(4);

async fn on_worker<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    // A closed semaphore is none of ours: this one is never closed.
    let _place = AT_ONCE
        .acquire()
        .await
        .map_err(|_| Error::Internal("no place for a worker"))?;
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|_| Error::Internal("a worker thread stopped"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_refused_for_what_makes_it_weak_and_for_nothing_else() {
        for (password, taken) in [
            ("short", false),
            ("elevenchars", false),
            ("twelve chars", true),
            ("aaaaaaaaaaaaaaaa", false),
            ("Password1234", false),
            ("correct horse battery staple", true),
            ("maren.oduya1", false),
            ("ÄÖÜäöüÄÖÜäöü", true),
        ] {
            assert_eq!(check(password, "maren.oduya").is_ok(), taken, "{password}");
        }
        assert!(check(&"ab".repeat(513), "x").is_err());
    }

    #[tokio::test]
    async fn only_the_right_password_of_an_account_that_exists_is_right() {
        let stored = hash("correct horse battery".to_owned()).await.unwrap();
        assert!(stored.starts_with("$argon2id$"));
        assert!(
            verify("correct horse battery".to_owned(), Some(stored.clone()))
                .await
                .unwrap()
        );
        assert!(
            !verify("Correct horse battery".to_owned(), Some(stored))
                .await
                .unwrap()
        );
        assert!(
            !verify("correct horse battery".to_owned(), None)
                .await
                .unwrap()
        );
    }
}
