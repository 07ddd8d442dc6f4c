//! What was worked out last.

use std::sync::Arc;

use tokio::sync::Mutex;

use crate::Result;

/// A value, kept from one time to the next: worked out anew only when what it was made from is different.
#[derive(Clone, Debug)]
pub(crate) struct Last<B, V>(Arc<Mutex<Option<(B, V)>>>);

impl<B, V> Default for Last<B, V> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<B: PartialEq, V: Clone> Last<B, V> {
    /// The value made from `basis`; what `work` gives, unless it is known.
    ///
    /// On PostgreSQL the work may see changes that were made after the basis was read; the next one to ask then reads
    /// another basis and works it out again.
    pub(crate) async fn of(&self, basis: B, work: impl Future<Output = Result<V>>) -> Result<V> {
        // Held while working, so that many who ask at once work once.
        let mut last = self.0.lock().await;
        if let Some((known, value)) = &*last
            && *known == basis
        {
            return Ok(value.clone());
        }
        let value = work.await?;
        *last = Some((basis, value.clone()));
        Ok(value)
    }
}
