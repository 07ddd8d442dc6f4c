//! How people want *All devices*: its columns, and views of it under a name.

use domain::Invalid;
use domain::actor::{Actor, Permission};
use domain::device::{DeviceColumn, DeviceQuery};
use domain::id::{AccountId, ViewId};
use domain::view::{ListSettings, SavedView, ViewContent, view_name};
use serde::Serialize;

use crate::error::OrConflict;
use crate::store::Tx;
use crate::store::view::{SettingsRow, ViewRow};
use crate::{Error, Muster, Result, store};

/// The list that these settings are of.
const LIST: &str = "devices";
/// The most views that one account keeps.
const MOST_VIEWS: i64 = 100;
/// The longest query of a view, in bytes.
const MAX_QUERY_BYTES: usize = 4000;
const SAME_NAME: &str = "You have a view of that name already. Choose another name.";

/// A view as the audit log keeps it.
#[derive(Serialize)]
struct Summary<'a> {
    name: &'a str,
    shared: bool,
    query: &'a str,
}

impl ViewRow {
    fn summary(&self) -> Summary<'_> {
        Summary {
            name: &self.name,
            shared: self.shared,
            query: &self.query,
        }
    }
}

impl Muster {
    /// The actor's columns and views of *All devices*, and the views that others share.
    ///
    /// # Errors
    /// The actor may not read devices; the database failed.
    pub async fn load_list_settings(&self, actor: &Actor) -> Result<ListSettings> {
        self.authorize(actor, Permission::ReadDevices).await?;
        let mut tx = self.db.read().await?;
        let account = actor.id.map(AccountId);
        let settings = match account {
            Some(account) => store::view::settings(&mut tx, LIST, account).await?,
            None => None,
        };
        let default = settings.as_ref().and_then(|found| found.default_view_id);
        let columns = settings.map(|found| read_columns(&found.columns));
        let views = store::view::visible(&mut tx, LIST, account).await?;
        let views = views.into_iter().map(|view| SavedView {
            is_own: Some(view.account_id) == account,
            is_default: Some(view.id) == default,
            problem: DeviceQuery::from_query_string(&view.query).err(),
            id: view.id,
            name: view.name,
            is_shared: view.shared,
            owner: view.owner,
            query: view.query,
        });
        Ok(ListSettings {
            columns: columns.unwrap_or_default(),
            views: views.collect(),
            may_share: actor.may(Permission::ShareViews),
        })
    }

    /// Remembers the actor's columns of *All devices*; none at all brings the usual ones back.
    ///
    /// # Errors
    /// The actor may not read devices, or has no account; the database failed.
    pub async fn save_list_columns(&self, actor: &Actor, columns: &[DeviceColumn]) -> Result<()> {
        self.authorize(actor, Permission::ReadDevices).await?;
        let account = account_of(actor)?;
        let words: Vec<&str> = columns.iter().map(|column| column.as_str()).collect();
        let mut tx = self.db.write().await?;
        let mut settings = settings_of(&mut tx, account).await?;
        settings.columns = words.join(",");
        store::view::save_settings(&mut tx, LIST, account, &settings).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Keeps a list under a name.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the actor has a view of that name already or too many views, [`Error::Invalid`] naming
    /// the field; the actor may not read devices, or not share views; the database failed.
    pub async fn save_view(&self, actor: &Actor, content: &ViewContent) -> Result<ViewId> {
        self.authorize(actor, Permission::ReadDevices).await?;
        if content.is_shared {
            self.authorize(actor, Permission::ShareViews).await?;
        }
        let view = ViewRow {
            id: ViewId(self.clock.new_id()),
            account_id: account_of(actor)?,
            owner: actor.name.clone(),
            name: view_name(&content.name)?,
            shared: content.is_shared,
            query: write_query(&content.query)?,
        };
        let mut tx = self.db.write().await?;
        if store::view::count(&mut tx, view.account_id).await? >= MOST_VIEWS {
            return Err(Error::Conflict(
                "You have 100 views, which is the most there can be. Delete one first.",
            ));
        }
        store::view::insert(&mut tx, LIST, &view, self.clock.now())
            .await
            .or_conflict(SAME_NAME)?;
        let after = view.summary();
        let object = ("view", view.id);
        self.audit(
            &mut tx,
            actor,
            "save_view",
            object,
            None::<&()>,
            Some(&after),
        )
        .await?;
        tx.commit().await?;
        Ok(view.id)
    }

    /// Gives a view another name, shares it or ends that, or keeps another list under its name.
    ///
    /// # Errors
    /// As [`Muster::save_view`]; [`Error::NotFound`] when there is no such view, or it is somebody else's own.
    pub async fn change_view(
        &self,
        actor: &Actor,
        id: ViewId,
        content: &ViewContent,
    ) -> Result<()> {
        self.authorize(actor, Permission::ReadDevices).await?;
        if content.is_shared {
            self.authorize(actor, Permission::ShareViews).await?;
        }
        self.authorize_view(actor, id).await?;
        let mut tx = self.db.write().await?;
        let before = find_visible(&mut tx, actor, id).await?;
        let after = ViewRow {
            name: view_name(&content.name)?,
            shared: content.is_shared,
            query: write_query(&content.query)?,
            ..before.clone()
        };
        store::view::update(&mut tx, &after, self.clock.now())
            .await
            .or_conflict(SAME_NAME)?;
        let (before, after) = (before.summary(), after.summary());
        let object = ("view", id);
        self.audit(
            &mut tx,
            actor,
            "change_view",
            object,
            Some(&before),
            Some(&after),
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Deletes a view. No device is touched.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such view, or it is somebody else's own; the actor may not read devices,
    /// or not change what others share; the database failed.
    pub async fn delete_view(&self, actor: &Actor, id: ViewId) -> Result<()> {
        self.authorize(actor, Permission::ReadDevices).await?;
        self.authorize_view(actor, id).await?;
        let mut tx = self.db.write().await?;
        let before = find_visible(&mut tx, actor, id).await?;
        store::view::delete(&mut tx, id).await?;
        let (object, before) = (("view", id), before.summary());
        self.audit(
            &mut tx,
            actor,
            "delete_view",
            object,
            Some(&before),
            None::<&()>,
        )
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// Lets through whoever may change the view: their own, or a shared one for those who may share.
    async fn authorize_view(&self, actor: &Actor, id: ViewId) -> Result<()> {
        let mut tx = self.db.read().await?;
        let view = find_visible(&mut tx, actor, id).await?;
        drop(tx);
        if Some(view.account_id) != actor.id.map(AccountId) {
            self.authorize(actor, Permission::ShareViews).await?;
        }
        Ok(())
    }

    /// Makes a view the one that opens for the actor where the address asks for nothing; `None` makes it the plain list.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the actor does not see such a view; the actor may not read devices, or has no account;
    /// the database failed.
    pub async fn choose_default_view(&self, actor: &Actor, id: Option<ViewId>) -> Result<()> {
        self.authorize(actor, Permission::ReadDevices).await?;
        let account = account_of(actor)?;
        let mut tx = self.db.write().await?;
        if let Some(id) = id {
            let view = store::view::find(&mut tx, id).await?;
            view.filter(|view| view.shared || view.account_id == account)
                .ok_or(Error::NotFound("view"))?;
        }
        let mut settings = settings_of(&mut tx, account).await?;
        settings.default_view_id = id;
        store::view::save_settings(&mut tx, LIST, account, &settings).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// The account that keeps what the actor keeps.
fn account_of(actor: &Actor) -> Result<AccountId> {
    actor.id.map(AccountId).ok_or(Error::Conflict(
        "Sign in with an account to keep columns and views.",
    ))
}

async fn settings_of(tx: &mut Tx, account: AccountId) -> Result<SettingsRow> {
    let settings = store::view::settings(tx, LIST, account).await?;
    Ok(settings.unwrap_or(SettingsRow {
        columns: String::new(),
        default_view_id: None,
    }))
}

/// The view, if the actor sees it: their own, or a shared one. Others' own views are as if they were not there.
async fn find_visible(tx: &mut Tx, actor: &Actor, id: ViewId) -> Result<ViewRow> {
    let view = store::view::find(tx, id).await?;
    let account = actor.id.map(AccountId);
    view.filter(|view| view.shared || Some(view.account_id) == account)
        .ok_or(Error::NotFound("view"))
}

/// Columns that this version does not know are passed over: what is missing is seen, and nothing is widened.
fn read_columns(words: &str) -> Vec<DeviceColumn> {
    words
        .split(',')
        .filter_map(|word| word.parse().ok())
        .collect()
}

fn write_query(query: &DeviceQuery) -> Result<String, Invalid> {
    let text = query.at_page(None).to_query_string();
    if text.len() > MAX_QUERY_BYTES {
        return Err(Invalid::new("query", "use fewer filters"));
    }
    DeviceQuery::from_query_string(&text)?;
    Ok(text)
}
