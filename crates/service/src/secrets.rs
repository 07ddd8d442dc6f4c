//! Secrets that must be read again, such as a provider's client secret: kept encrypted, with a key that is not in the database.

use std::fmt;
use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};

use crate::{Error, Result};

const NONCE_BYTES: usize = 24;

/// The key that kept secrets are encrypted with.
#[derive(Clone)]
pub struct SecretKey(Arc<XChaCha20Poly1305>);

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey")
    }
}

impl SecretKey {
    /// A key out of 32 bytes.
    #[must_use]
    pub fn new(bytes: &[u8; 32]) -> Self {
        Self(Arc::new(XChaCha20Poly1305::new(bytes.into())))
    }

    /// Reads the key in the file at `path`: 64 hexadecimal digits. A file that is missing is made, for this user alone.
    ///
    /// # Errors
    /// The file cannot be read or made, or holds something else.
    pub fn read_or_create(path: &Path) -> Result<Self> {
        match std::fs::read_to_string(path) {
            Ok(text) => read_key(&text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Self::create(path),
            Err(error) => Err(error.into()),
        }
    }

    fn create(path: &Path) -> Result<Self> {
        let key: [u8; 32] = rand::random();
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        match options.open(path) {
            Ok(mut file) => {
                writeln!(file, "{}", crate::accounts::hex(&key))?;
                file.sync_all()?;
                Ok(Self::new(&key))
            }
            // Another server made it at the same moment.
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
                read_key(&std::fs::read_to_string(path)?)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Encrypts `secret`, for the place `place` alone.
    pub(crate) fn seal(&self, place: &str, secret: &str) -> Result<Vec<u8>> {
        let nonce: [u8; NONCE_BYTES] = rand::random();
        let payload = Payload {
            msg: secret.as_bytes(),
            aad: place.as_bytes(),
        };
        let sealed = self
            .0
            .encrypt(XNonce::from_slice(&nonce), payload)
            .map_err(|_| Error::Internal("a secret could not be encrypted"))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Reads what [`SecretKey::seal`] made for the same place. `None` with another key, or when it was changed.
    pub(crate) fn open(&self, place: &str, sealed: &[u8]) -> Option<String> {
        let (nonce, sealed) = sealed.split_at_checked(NONCE_BYTES)?;
        let payload = Payload {
            msg: sealed,
            aad: place.as_bytes(),
        };
        let secret = self.0.decrypt(XNonce::from_slice(nonce), payload).ok()?;
        String::from_utf8(secret).ok()
    }
}

fn read_key(text: &str) -> Result<SecretKey> {
    let text = text.trim();
    let mut key = [0_u8; 32];
    let is_hex = text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit());
    for (at, byte) in key.iter_mut().enumerate() {
        let digits = text.get(2 * at..2 * at + 2).filter(|_| is_hex);
        *byte = digits
            .and_then(|digits| u8::from_str_radix(digits, 16).ok())
            .ok_or(Error::Internal(
                "the file with the key for secrets does not hold 64 hexadecimal digits",
            ))?;
    }
    Ok(SecretKey::new(&key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_read_again_only_with_its_key_and_in_its_place() {
        let key = SecretKey::new(&[7; 32]);
        let sealed = key.seal("provider 1", "hunter2").unwrap();
        assert!(!sealed.windows(7).any(|part| part == b"hunter2"));
        assert_eq!(key.open("provider 1", &sealed).as_deref(), Some("hunter2"));
        assert_eq!(key.open("provider 2", &sealed), None);
        assert_eq!(SecretKey::new(&[8; 32]).open("provider 1", &sealed), None);
        let mut changed = sealed.clone();
        *changed.last_mut().unwrap() ^= 1;
        assert_eq!(key.open("provider 1", &changed), None);
        assert_eq!(key.open("provider 1", b"short"), None);
        assert_ne!(sealed, key.seal("provider 1", "hunter2").unwrap());
    }

    #[test]
    fn the_key_file_is_made_once_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("muster.key");
        let first = SecretKey::read_or_create(&path).unwrap();
        let again = SecretKey::read_or_create(&path).unwrap();
        let sealed = first.seal("x", "hunter2").unwrap();
        assert_eq!(again.open("x", &sealed).as_deref(), Some("hunter2"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        std::fs::write(&path, "not a key").unwrap();
        assert!(SecretKey::read_or_create(&path).is_err());
    }
}
