//! The signed-in person, the department they work in, and their permissions there. The rules are the shared
//! policy's; nothing is decided here.

use crate::reactive::{SetIfChanged, on_cleanup_local};
use feltbog_shared::id::{DepartmentId, DocumentId, UserId};
use feltbog_shared::model::{Kind, Value};
use feltbog_shared::moment::Day;
use feltbog_shared::permission::Permission;
use feltbog_shared::wire::{Department, Session};
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use super::actions::Actions;
use super::editor::Editor;
use super::engine::{Engine, Presence};
use super::installing::Installing;
use super::people::People;
use super::route::Route;
use super::settings::Settings;
use super::tap_guard;
use super::update::Updates;
use super::{key_value_store, platform};
use feltbog_presentation::texts::t;

/// The person in a department.
#[derive(Clone)]
pub(crate) struct Access {
    /// The signed-in person.
    pub(crate) session: Arc<Session>,
    /// The department.
    pub(crate) department: Department,
    /// Their permissions in the department.
    pub(crate) permission: Permission,
}

impl Access {
    /// Whether records of this kind can be made on this phone. Whoever may add one may go on with it, since every change
    /// is saved as it is made; so they must be able to see it, or pass it on and be told how far it has come.
    pub(crate) fn may_create(&self, kind: Kind) -> bool {
        let access = self.permission.access(kind.collection());
        access.create && (!access.read.is_nothing() || self.passes_on(kind))
    }

    /// Whether the person can begin a record of this kind on a page of its own. Who takes no part in a case says so on the
    /// case; whoever names others there must be one who gives cases to them.
    pub(crate) fn may_begin(&self, kind: Kind) -> bool {
        self.may_create(kind) && (kind != Kind::CasePart || self.may_assign())
    }

    /// Whether the person hands records of this kind to others and sees their state at most.
    pub(crate) fn passes_on(&self, kind: Kind) -> bool {
        let access = self.permission.access(kind.collection());
        let kinds = [Kind::Concern, Kind::Handover, Kind::Signal];
        kinds.contains(&kind) && access.create && access.read.is_nothing()
    }

    /// Whether there can be records of this kind to read.
    pub(crate) fn may_read(&self, kind: Kind) -> bool {
        !self.permission.access(kind.collection()).read.is_nothing()
    }

    /// Whether the person gives cases to others.
    pub(crate) fn may_assign(&self) -> bool {
        self.permission.access(Kind::CasePart.collection()).assign
    }

    /// Whether the person may take a record from the states that stand there to another, as far as any asks for a role.
    pub(crate) fn may_step(&self, kind: Kind, from: &[Value], to: &str) -> bool {
        self.permission.check_guarded_states(kind, from, &[to]).is_ok()
    }

    /// Whether all records of this kind can be read, and not only some of them.
    pub(crate) fn reads_all(&self, kind: Kind) -> bool {
        self.permission.access(kind.collection()).read.is_all()
    }

    /// Whether a record may be changed.
    pub(crate) fn may_update(&self, kind: Kind, owner: UserId, document: DocumentId) -> bool {
        self.permission.may_update(kind.collection(), owner, document)
    }
}

/// The person in the department of the page, as they were when the page was made.
pub(crate) fn use_access() -> Access {
    expect_context()
}

/// The state that every page reads. There is one, for as long as the app runs.
pub(crate) struct App {
    /// The engine's reports.
    pub(crate) engine: Engine,
    /// The person's choices.
    pub(crate) settings: Settings,
    /// The people of this phone.
    pub(crate) people: People,
    /// Navigation.
    pub(crate) route: Route,
    /// New versions of the app.
    pub(crate) updates: Updates,
    /// The way to the home screen.
    pub(crate) installing: Installing,
    /// How much of the screen the page asks for.
    pub(crate) room: ArcRwSignal<Room>,
    /// Requests for the screen, the latest at the end.
    room_requests: RefCell<Vec<(u32, Room)>>,
    next_room_request: Cell<u32>,
    /// The day in Denmark. It follows at midnight, and when the app is looked at again.
    pub(crate) today: ArcRwSignal<Day>,
    /// The latest actions of the person.
    pub(crate) actions: Actions,
    /// The records that stand on the page.
    pub(crate) editors: RefCell<Vec<Rc<Editor>>>,
    /// How many records hold something that is not saved yet.
    pub(crate) unsaved: ArcRwSignal<usize>,
    /// The id given last to a record that does not exist yet.
    pub(crate) fresh: Cell<Option<DocumentId>>,
}

/// How much of the screen a page asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Room {
    /// Its part.
    Shared,
    /// All but the three places.
    Focused,
    /// All of it.
    Whole,
}

thread_local! {
    static APP: &'static App = Box::leak(Box::new(App::new()));
}

/// The app's state.
pub(crate) fn app() -> &'static App {
    APP.with(|app| *app)
}

impl App {
    fn new() -> Self {
        Self {
            settings: Settings::kept(),
            engine: Engine::new(),
            people: People::new(),
            route: Route::new(),
            updates: Updates::new(),
            installing: Installing::new(),
            room: ArcRwSignal::new(Room::Shared),
            room_requests: RefCell::default(),
            next_room_request: Cell::new(0),
            today: ArcRwSignal::new(day_now()),
            actions: Actions::new(),
            editors: RefCell::default(),
            unsaved: ArcRwSignal::new(0),
            fresh: Cell::new(None),
        }
    }

    /// Starts the engine and watches for what comes from outside the page.
    pub(crate) fn start(&'static self) {
        if !key_value_store::is_loaded() {
            self.engine.stopped.set(true);
        } else if !self.people.locked.get_untracked() {
            // What is locked is not even read.
            self.begin();
        }
        // Its engines have ended.
        platform::when_aside("pageshow", || drop(window().location().reload()));
        tap_guard::start();
        self.follow_days();
        self.updates.watch();
        self.installing.watch();
    }

    /// Starts the engine of the person whose phone it is now.
    pub(crate) fn begin(&'static self) {
        self.settings.recall(&self.people);
        self.engine.start(self.people.place.get());
    }

    /// Asks for this much of the screen until the calling part of the page is gone. The latest request counts: the next
    /// page asks before the page before it is gone.
    pub(crate) fn take_room(&'static self, room: Room) {
        let request = self.next_room_request.get();
        self.next_room_request.set(request.wrapping_add(1));
        self.change_requests(|requests| requests.push((request, room)));
        on_cleanup_local(move || {
            self.change_requests(|requests| requests.retain(|(other, _)| *other != request))
        });
    }

    fn change_requests(&self, change: impl FnOnce(&mut Vec<(u32, Room)>)) {
        let room = {
            let mut requests = self.room_requests.borrow_mut();
            change(&mut requests);
            requests.last().map_or(Room::Shared, |(_, room)| *room)
        };
        self.room.set_if_changed(room);
    }

    fn follow_days(&'static self) {
        let look = move || self.today.set_if_changed(day_now());
        platform::every(DAY_LOOK, look);
        platform::listen(&window(), "focus", move |_| look());
        platform::listen(&document(), "visibilitychange", move |_| look());
    }

    /// The signed-in person. Follows changes.
    pub(crate) fn session(&self) -> Option<Arc<Session>> {
        match self.engine.presence.get() {
            Presence::Signed(session) => Some(session),
            Presence::Starting | Presence::Nobody => None,
        }
    }

    /// The person in a department. Follows changes.
    pub(crate) fn access_in(&self, department: DepartmentId) -> Option<Access> {
        access_of(&self.session()?, department)
    }

    /// The person in the department chosen, or in the only one there is. Follows changes.
    pub(crate) fn access(&self) -> Option<Access> {
        let session = self.session()?;
        let chosen = self
            .settings
            .department
            .get()
            .and_then(|id| access_of(&session, id));
        chosen.or_else(|| {
            let mut granted = granted(&session);
            if granted.len() == 1 {
                access_of(&session, granted.remove(0).id)
            } else {
                None
            }
        })
    }

    /// The name to show for a person.
    pub(crate) fn name_of(&self, user: Option<UserId>) -> String {
        let name = user.zip(self.session()).and_then(|(user, session)| {
            if user == session.user {
                return Some(session.name.clone());
            }
            session
                .people
                .iter()
                .find(|person| person.user == user)
                .map(|person| person.name.clone())
        });
        name.unwrap_or_else(|| t().somebody.to_owned())
    }
}

/// How often it is looked whether there is another day, in milliseconds. A phone's timer stops while it sleeps, so that
/// none is set for midnight.
const DAY_LOOK: i32 = 5_000;

fn day_now() -> Day {
    let now = platform::now();
    now.day(platform::offset(now))
}

/// The departments the person has something to do with now, by name.
pub(crate) fn granted(session: &Session) -> Vec<Department> {
    let mut departments = session.departments.clone();
    departments.retain(|department| access_of_department(session, department).is_member());
    // There are a handful; a sort made for millions would weigh more than all of this module.
    for end in 1..departments.len() {
        let mut at = end;
        while at > 0 && departments[at].name < departments[at - 1].name {
            departments.swap(at, at - 1);
            at -= 1;
        }
    }
    departments
}

fn access_of(session: &Arc<Session>, department: DepartmentId) -> Option<Access> {
    let department = session
        .departments
        .iter()
        .find(|one| one.id == department)?
        .clone();
    let permission = access_of_department(session, &department);
    permission.is_member().then(|| Access {
        session: session.clone(),
        department,
        permission,
    })
}

fn access_of_department(session: &Session, department: &Department) -> Permission {
    Permission::new(
        session.user,
        &session.grants,
        department.id,
        department.modules,
        platform::now(),
    )
    .on_phone()
}
