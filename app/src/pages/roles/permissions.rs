//! Permissions by category: as a list that is read, and as boxes to check.

use domain::actor::{Permission, Permissions};
use domain::permission::Category;
use leptos::either::Either;
use leptos::prelude::*;

use crate::paths;
use crate::ui::{Choice, ChoiceKind, Icon, Symbol};

/// What a role allows, by category; categories of which it allows nothing are named at the end.
#[component]
pub fn PermissionList(permissions: Permissions) -> impl IntoView {
    if permissions.is_empty() {
        return Either::Left(view! { <p class="muted small">"It allows nothing."</p> });
    }
    let (some, none): (Vec<Category>, Vec<Category>) = Category::ALL
        .into_iter()
        .partition(|category| category.permissions().any(|one| permissions.contains(one)));
    let rows = some
        .into_iter()
        .map(|category| {
            let held: Vec<Permission> = category
                .permissions()
                .filter(|one| permissions.contains(*one))
                .collect();
            let whole = held.len() == category.permissions().count() && held.len() > 1;
            view! {
                <tr>
                    <th scope="row">{category.name()}</th>
                    <td>
                        <Actions held />
                        {whole.then(|| view! { <p class="tiny muted">"All of this category"</p> })}
                    </td>
                </tr>
            }
        })
        .collect_view();
    let rest = (!none.is_empty()).then(|| {
        let names: Vec<&str> = none.iter().map(|category| category.name()).collect();
        view! { <p class="small muted">"Nothing of: " {names.join(", ")} "."</p> }
    });
    Either::Right(view! {
        <div class="stack">
            <table class="plain-table">
                <thead>
                    <tr>
                        <th scope="col">"Category"</th>
                        <th scope="col">"Allowed"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            {rest}
        </div>
    })
}

/// The actions of one category; each leads to the roles that allow it.
#[component]
fn Actions(held: Vec<Permission>) -> impl IntoView {
    let links = held
        .into_iter()
        .map(|permission| {
            view! {
                <li class="row">
                    <Icon symbol=Symbol::Check small=true />
                    <a href=paths::permission_holders(permission.graph())>{permission.action()}</a>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="row small actions">{links}</ul> }
}

/// Every permission as a check box; those that the reader does not hold cannot be checked, and stay as they are.
#[component]
pub fn PermissionBoxes(chosen: Permissions, held: Permissions) -> impl IntoView {
    let groups = Category::ALL
        .into_iter()
        .map(|category| view! { <CategoryBoxes category chosen held /> })
        .collect_view();
    view! { <div class="permission-boxes">{groups}</div> }
}

#[component]
fn CategoryBoxes(category: Category, chosen: Permissions, held: Permissions) -> impl IntoView {
    let boxes = category
        .permissions()
        .map(|permission| {
            let is_chosen = chosen.contains(permission);
            let is_held = held.contains(permission);
            let help = (!is_held).then(|| "You do not hold it, so you cannot give it.".to_owned());
            // A box that cannot be changed is not sent: what is kept of it is sent in its place.
            let kept = (is_chosen && !is_held)
                .then(|| view! { <input type="hidden" name="p" value=permission.graph() /> });
            view! {
                <Choice
                    kind=ChoiceKind::Checkbox
                    name="p"
                    value=permission.graph()
                    label=permission.action()
                    help
                    checked=is_chosen
                    disabled=!is_held
                />
                {kept}
            }
        })
        .collect_view();
    view! {
        <fieldset>
            <legend>
                <h3>{category.name()}</h3>
            </legend>
            {boxes}
        </fieldset>
    }
}
