//! What the pages about roles ask the server. What they change is posted as plain forms, which need no scripts.

use domain::access::{
    AssignmentForm, AssignmentOf, Explanation, OwnAccess, PermissionHolder, RoleDetail,
    RoleSummary, TagDetail, TagForm, UnlicensedOverview,
};
use domain::actor::Permission;
use domain::id::{DeviceId, RoleId, TagId, UserId};
use domain::role::{AssignmentContent, TagContent};
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

use crate::error::AppError;
use crate::json::Json;

/// Every role.
#[server(input = GetUrl, output = Json)]
pub async fn list_roles() -> Result<Vec<RoleSummary>, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster.list_roles(&actor).await?)
}

/// One role with its assignments.
#[server(input = GetUrl, output = Json)]
pub async fn find_role(id: RoleId) -> Result<RoleDetail, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster.find_role(&actor, id).await?)
}

/// The form about an assignment.
#[server(input = Json, output = Json)]
pub async fn load_assignment_form(
    of: AssignmentOf,
    typed: Option<AssignmentContent>,
    find_members: String,
    find_scope: String,
) -> Result<AssignmentForm, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster
        .load_assignment_form(&actor, of, typed, &find_members, &find_scope)
        .await?)
}

/// The roles that give a permission, with who holds them.
#[server(input = Json, output = Json)]
pub async fn list_permission_holders(
    permission: Permission,
) -> Result<Vec<PermissionHolder>, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster.list_permission_holders(&actor, permission).await?)
}

/// Every scope tag.
#[server(input = GetUrl, output = Json)]
pub async fn list_tags() -> Result<Vec<TagDetail>, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster.list_tags(&actor).await?)
}

/// The form about a scope tag.
#[server(input = Json, output = Json)]
pub async fn load_tag_form(
    id: Option<TagId>,
    typed: Option<TagContent>,
    find: String,
) -> Result<TagForm, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster.load_tag_form(&actor, id, typed, &find).await?)
}

/// What the person who asks may do.
#[server(input = GetUrl, output = Json)]
pub async fn load_own_access() -> Result<OwnAccess, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster.load_own_access(&actor).await?)
}

/// What a person of the directory may do.
#[server(input = GetUrl, output = Json)]
pub async fn load_user_access(id: UserId) -> Result<OwnAccess, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster.load_user_access(&actor, id).await?)
}

/// Why the person who asks may not do something.
#[server(input = Json, output = Json)]
pub async fn explain_refusal(
    permission: Permission,
    device: Option<DeviceId>,
) -> Result<Explanation, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster.explain_refusal(&actor, permission, device).await?)
}

/// Why the person who asks is kept out.
#[server(input = GetUrl, output = Json)]
pub async fn explain_entry() -> Result<OwnAccess, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster.explain_entry(&actor).await?)
}

/// Administrators without a licence.
#[server(input = GetUrl, output = Json)]
pub async fn load_unlicensed_admins() -> Result<UnlicensedOverview, AppError> {
    let (muster, actor) = crate::context::signed_in()?;
    Ok(muster.load_unlicensed_admins(&actor).await?)
}
