//! What the pages of this area ask the server.

use chrono::{DateTime, Utc};
use domain::id::InvitationId;
use domain::invitation::{Invitation, OfferedRole, Welcome};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;
use serde::{Deserialize, Serialize};

use crate::error::AppError;
use crate::json::Json;

/// Every invitation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitations {
    /// The newest first, each with the name of the role it gives.
    pub invitations: Vec<(Invitation, String)>,
    /// Whether the reader may invite.
    pub may_change: bool,
    /// When this was read.
    pub now: DateTime<Utc>,
}

/// What the form for a new invitation has to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewInvitationForm {
    /// The roles that can be given.
    pub roles: Vec<OfferedRole>,
    /// Name and link of the invitation that this very request has made.
    pub made: Option<(String, String)>,
}

/// Every invitation there is or was.
#[server(input = GetUrl, output = Json)]
pub async fn list_invitations() -> Result<Invitations, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(Invitations {
        invitations: muster.list_invitations(&actor).await?,
        may_change: actor.may(domain::actor::Permission::ChangeOrganization),
        now: muster.clock().now(),
    })
}

/// What an invitation can give, or the one that was made just now.
#[server(input = GetUrl, output = Json)]
pub async fn load_new_invitation() -> Result<NewInvitationForm, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(NewInvitationForm {
        roles: muster.list_offered_roles(&actor).await?,
        made: use_context::<crate::FreshSecret>().map(|fresh| (fresh.name, fresh.secret)),
    })
}

/// Takes an invitation back.
#[server(output = Json)]
pub async fn revoke_invitation(id: InvitationId) -> Result<(), AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster.revoke_invitation(&actor, id).await?)
}

/// Open to everybody who holds the link: what it invites to.
#[server(output = Json)]
pub async fn check_invitation(token: String) -> Result<Option<Welcome>, AppError> {
    Ok(crate::context::muster()?.open_invitation(&token).await?)
}
