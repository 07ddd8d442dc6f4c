//! Tokens of programs: making, using and revoking them.

use chrono::TimeDelta;
use domain::Invalid;
use domain::actor::{Actor, ActorKind, Grant, Permission, Permissions};
use domain::api_token::{ApiToken, MAX_DAYS, NewApiToken, PREFIX};
use domain::id::ApiTokenId;
use domain::role::Scope;

use crate::accounts::{check_name, new_token, token_hash};
use crate::directory::to_json;
use crate::error::OrConflict;
use crate::sign_ins::{count_try, network};
use crate::store::audit::Entry;
use crate::{Error, Muster, Result, store};

/// How fresh `last_used_at` is kept: not every request needs a write.
const TOUCH_SECONDS: i64 = 60;
/// How many wrong tokens a network may send before each further one has to wait.
const FREE_TRIES: i64 = 20;

/// A token that was made just now, with its secret, which can be shown this once.
#[derive(Clone)]
pub struct IssuedToken {
    /// The token as lists show it.
    pub token: ApiToken,
    /// What the program sends.
    pub secret: String,
}

impl Muster {
    /// Every token there is or was, the newest first.
    ///
    /// # Errors
    /// The actor may not see the organisation's settings; the database failed.
    pub async fn list_api_tokens(&self, actor: &Actor) -> Result<Vec<ApiToken>> {
        self.authorize(actor, Permission::ReadOrganization).await?;
        let mut tx = self.db.read().await?;
        Ok(store::api_token::list(&mut tx).await?)
    }

    /// What the actor can give a token: what they hold on everything, since a token reaches everything.
    ///
    /// # Errors
    /// The actor may not change the organisation's settings; the database failed.
    pub async fn list_offered_permissions(&self, actor: &Actor) -> Result<Vec<Permission>> {
        self.authorize(actor, Permission::ChangeOrganization)
            .await?;
        Ok(Permission::ALL
            .into_iter()
            .filter(|permission| holds_all(actor, *permission))
            .collect())
    }

    /// Makes a token. Only its hash is kept.
    ///
    /// # Errors
    /// [`Error::Invalid`] naming the field, also for a permission that the actor does not hold; a token of that name stands;
    /// the actor may not change the organisation's settings; the database failed.
    pub async fn create_api_token(&self, actor: &Actor, new: NewApiToken) -> Result<IssuedToken> {
        self.authorize(actor, Permission::ChangeOrganization)
            .await?;
        let name = check_name("name", &new.name, "write what the token is for")?;
        let permissions: Vec<Permission> = Permission::ALL
            .into_iter()
            .filter(|permission| new.permissions.contains(permission))
            .collect();
        if permissions.is_empty() {
            return Err(Invalid::new("permissions", "choose at least one").into());
        }
        if let Some(missing) = permissions.iter().find(|held| !holds_all(actor, **held)) {
            self.refuse(actor, *missing, ("api_token", name)).await?;
            let problem = format!(
                "you may not {} yourself, or not everywhere, so a token of yours may not either",
                missing.description()
            );
            return Err(Invalid::new("permissions", problem).into());
        }
        if !(1..=MAX_DAYS).contains(&new.days) {
            return Err(Invalid::new("days", format!("choose 1 to {MAX_DAYS} days")).into());
        }
        let now = self.clock.now();
        let secret = format!("{PREFIX}{}", new_token());
        let token = ApiToken {
            id: ApiTokenId(self.clock.new_id()),
            name,
            hint: secret.chars().skip(secret.len() - 4).collect(),
            permissions,
            created_by: actor.name.clone(),
            created_at: now,
            expires_at: now + TimeDelta::days(i64::from(new.days)),
            last_used_at: None,
            last_used_from: String::new(),
            revoked_at: None,
            revoked_by: None,
        };
        let mut tx = self.db.write().await?;
        store::api_token::insert(
            &mut tx,
            &token,
            &token_hash(&secret),
            &to_json(&graph_names(&token.permissions))?,
        )
        .await
        .or_conflict(
            "A token of that name stands already. Revoke that one, or choose another name.",
        )?;
        self.audit(
            &mut tx,
            actor,
            "create_api_token",
            ("api_token", token.id.0),
            None::<&()>,
            Some(&token),
        )
        .await?;
        tx.commit().await?;
        Ok(IssuedToken { token, secret })
    }

    /// Ends a token: the next request with it is refused.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a token that there is not or that was revoked before; the actor may not change the
    /// organisation's settings; the database failed.
    pub async fn revoke_api_token(&self, actor: &Actor, id: ApiTokenId) -> Result<()> {
        self.authorize(actor, Permission::ChangeOrganization)
            .await?;
        let mut tx = self.db.write().await?;
        let before = store::api_token::find(&mut tx, id)
            .await?
            .ok_or(Error::NotFound("token"))?;
        if !store::api_token::revoke(&mut tx, id, &actor.name, self.clock.now()).await? {
            return Err(Error::NotFound("token"));
        }
        let after = store::api_token::find(&mut tx, id).await?;
        self.audit(
            &mut tx,
            actor,
            "revoke_api_token",
            ("api_token", id.0),
            Some(&before),
            after.as_ref(),
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Who holds that secret; notes that it was used.
    ///
    /// A right secret is never made to wait: 256 random bits are not guessed, and a stranger behind the same address must
    /// not stop the directory from sending its users.
    ///
    /// # Errors
    /// [`Error::SignedOut`] for a secret that is unknown, revoked or ran out, which of them is not said;
    /// [`Error::TooManyTries`] after twenty of them from one network.
    pub async fn check_api_token(&self, secret: &str, address: &str) -> Result<Actor> {
        let now = self.clock.now();
        let mut tx = self.db.read().await?;
        let found = store::api_token::find_by_hash(&mut tx, &token_hash(secret)).await?;
        drop(tx);
        let Some(token) = found.as_ref().filter(|token| token.works(now)) else {
            return Err(self.refuse_token(found, address).await?);
        };
        let fresh = token
            .last_used_at
            .is_some_and(|at| now - at < TimeDelta::seconds(TOUCH_SECONDS));
        if !fresh {
            let mut tx = self.db.write().await?;
            store::api_token::touch(&mut tx, token.id, address, now).await?;
            tx.commit().await?;
        }
        Ok(Actor {
            kind: ActorKind::ApiToken,
            id: Some(token.id.0),
            name: token.name.clone(),
            address: address.to_owned(),
            grants: vec![Grant::new(
                "API token",
                Permissions::from_iter(token.permissions.iter().copied()),
                Scope::everything(),
            )],
        })
    }

    /// Counts and logs a wrong secret; the log names the token where there is one, the answer does not.
    async fn refuse_token(&self, found: Option<ApiToken>, address: &str) -> Result<Error> {
        let now = self.clock.now();
        let mut tx = self.db.write().await?;
        let subject = format!("token:{}", network(address));
        count_try(&mut tx, &subject, FREE_TRIES, now).await?;
        let actor = Actor {
            kind: ActorKind::ApiToken,
            id: found.as_ref().map(|token| token.id.0),
            name: found
                .as_ref()
                .map_or_else(|| "Unknown token".to_owned(), |token| token.name.clone()),
            address: address.to_owned(),
            grants: Vec::new(),
        };
        let entry = Entry {
            action: "refuse_api_token",
            object_kind: "api_token",
            object_id: found.map(|token| token.id.to_string()).unwrap_or_default(),
            before: None,
            after: None,
        };
        store::audit::record(&mut tx, self.clock.new_id(), &actor, entry, now).await?;
        tx.commit().await?;
        Ok(Error::SignedOut)
    }
}

/// Whether the actor holds `permission` on everything: a part of it cannot be passed on to a token.
fn holds_all(actor: &Actor, permission: Permission) -> bool {
    actor.scopes(permission).any(Scope::is_everything)
}

/// The permissions as the database keeps them.
fn graph_names(permissions: &[Permission]) -> Vec<&'static str> {
    permissions
        .iter()
        .map(|permission| permission.graph())
        .collect()
}
