#include "crypto/objects/fetch_proof.h"
#include "crypto/objects/object_deletion.h"
#include "net/relay/service/fields.h"
#include "net/relay/service/requests.h"

#include <algorithm>
#include <limits>

namespace sotto::relay {

namespace {

constexpr std::string_view kNotPermitted = "no such object, or you may not read it";

/// What an ObjectState may have together, so that it fits a frame.
constexpr std::size_t kStateBytesMax = 1'040'000;

/// Numbers of UpdateError for Refusal.detail: a ListError is 100 and its place in the enumeration,
/// a VersionError 200 and its place, what comes too early 300 (PROTOCOL.md section 12).
std::uint64_t detailOf(const crypto::UpdateError& error)
{
    switch (error.kind) {
    case crypto::UpdateError::Kind::List:
        return 100 + static_cast<std::uint64_t>(error.list);
    case crypto::UpdateError::Kind::Version:
        return 200 + static_cast<std::uint64_t>(error.version);
    case crypto::UpdateError::Kind::TooEarly:
        return 300;
    default:
        return 0;
    }
}

std::optional<ObjectName> nameOf(std::uint32_t kind, const std::string& id)
{
    const auto versioned = versionedKindOf(kind);
    const auto object = fixedOf<ObjectId>(id);
    if (!versioned || !object) {
        return std::nullopt;
    }
    return ObjectName{*versioned, *object};
}

/// The newest version that this connection may read of an object, which it says to know. A card is
/// read by who knows its name; a recovery record, up to what was newest then, by who has proved its
/// phrase here; all of them by who is logged in.
std::optional<std::uint64_t> readableUpTo(const Conversation& c, const ObjectName& name)
{
    constexpr std::uint64_t kAll = std::numeric_limits<std::uint64_t>::max();
    const crypto::Login* login = c.login();
    if (name.kind == ObjectKind::Card ||
        (login && login->kind == name.kind && login->id == name.id)) {
        return kAll;
    }
    const bool proved =
        name.kind == ObjectKind::Recovery && c.fetched() && c.fetched()->locator == name.id;
    return proved ? std::optional(c.fetched()->newest) : std::nullopt;
}

/// Whose list anybody may read that knows the name: a phrase appends a new device to a vault's
/// list, and has to see it for that.
bool mayReadList(const ObjectName& name)
{
    return name.kind == ObjectKind::Vault;
}

enum class Reading : std::uint8_t
{
    Everything,
    ListAlone,
};

void answerState(Conversation& c, const Call& call, const std::optional<ObjectContent>& content,
                 std::uint64_t knownVersion, Reading reading)
{
    if (!content) {
        c.refuse(call, wire::NOT_PERMITTED, kNotPermitted);
        return;
    }
    const std::vector<ByteView> views(content->listChanges.begin(), content->listChanges.end());
    const Bytes changes = crypto::serializeChanges(views);
    wire::Answer answer;
    wire::ObjectState& state = *answer.mutable_object_state();
    state.set_list_changes(changes.data(), changes.size());
    state.set_list_size(content->listSize);
    state.set_newest(content->newest);
    if (content->newest != 0 && content->newest != knownVersion) {
        if (reading == Reading::ListAlone ||
            changes.size() + content->body.size() > kStateBytesMax) {
            state.set_version_left_out(true);
        } else {
            state.mutable_version()->set_signed_header(content->signedHeader.data(),
                                                       content->signedHeader.size());
            state.mutable_version()->set_body(content->body.data(), content->body.size());
        }
    }
    c.answer(call, std::move(answer));
}

void readState(Conversation& c, const Call& call, const ObjectName& name, std::uint32_t listFrom,
               std::uint64_t knownVersion, Reading reading, std::uint64_t upTo)
{
    c.read(
        call, [=](StoreReader& reader) { return reader.object(name, listFrom); },
        [=](Conversation& self, const Call& asked, const std::optional<ObjectContent>& content) {
            if (content && content->newest > upTo) {
                self.refuse(asked, wire::NOT_PERMITTED, kNotPermitted);
                return;
            }
            answerState(self, asked, content, knownVersion, reading);
        });
}

/// An update whose views look into the request that it keeps.
struct Update
{
    wire::UpdateObject request;
    crypto::ObjectUpdate views;
    bool creates = false;
    bool deletes = false; ///< it holds nothing else then
};

/// Null, and refused, if it is not well-formed or of another object than it says.
std::shared_ptr<Update> readUpdate(Conversation& c, const Call& call, const ObjectName& name,
                                   wire::UpdateObject& request)
{
    auto update = std::make_shared<Update>();
    update->request.Swap(&request);
    const std::string& changes = update->request.list_changes();
    if (!changes.empty()) {
        auto split = crypto::splitChanges(viewOf(changes));
        if (!split || split->empty() || split->size() > wire::kUpdateListChangesMax) {
            c.refuse(call, wire::INVALID, "list_changes are 1 to 16 changes");
            return nullptr;
        }
        update->views.listChanges = std::move(*split);
        const auto first = crypto::ListChange::parse(update->views.listChanges.front());
        if (!first || first->statement().kind != name.kind ||
            first->statement().object != name.id) {
            c.refuse(call, wire::INVALID, "list_changes are of another object");
            return nullptr;
        }
        update->creates = std::holds_alternative<crypto::CreateList>(first->statement().body);
        update->deletes = std::ranges::any_of(update->views.listChanges, crypto::isDeletion);
    }
    update->views.listLength = update->request.list_length();
    update->views.signedHeader = viewOf(update->request.signed_header());
    update->views.body = viewOf(update->request.body());
    const bool isAlone = update->views.listChanges.size() == 1 &&
                         update->views.signedHeader.empty() && update->views.body.empty();
    if (update->deletes && !isAlone) {
        c.refuse(call, wire::INVALID, "nothing goes with a deletion");
        return nullptr;
    }
    return update;
}

struct Updated
{
    crypto::Result<void, crypto::UpdateError> result;
    bool isFull = false;
    std::vector<StoredEvent> events;
    std::optional<crypto::VersionedObject> state; ///< if the list changed
};

Updated runUpdate(Store& store, const ObjectName& name, const Update& update, const TwoTimes& at)
{
    if (update.creates && store.objects().isFull() && !store.objects().state(name)) {
        return Updated{{}, true, {}, std::nullopt};
    }
    Updated out{store.objects().update(name, update.views, at), false, {}, std::nullopt};
    if (!out.result) {
        return out;
    }
    const auto state = store.objects().state(name);
    const auto add = [&](wire::EventType type, std::uint64_t detail) {
        out.events.push_back(
            {store.objects().addEvent(name, static_cast<std::uint32_t>(type), detail, at.expiry),
             at.expiry, static_cast<std::uint32_t>(type), detail});
    };
    if (!update.views.listChanges.empty()) {
        add(wire::LIST_CHANGED, state->list().number());
        out.state = state;
    }
    if (!update.views.signedHeader.empty()) {
        add(wire::VERSION_STORED, state->newest().number);
    }
    return out;
}

void refuseUpdate(Conversation& c, const Call& call, const crypto::UpdateError& error)
{
    const bool conflict = error.kind == crypto::UpdateError::Kind::Conflict;
    c.refuse(call, conflict ? wire::CONFLICT : wire::INVALID,
             conflict ? "another update was first" : "not a valid update", detailOf(error));
}

/// What an accepted proof of the phrase led to.
struct Proved
{
    std::uint64_t event = 0;
    std::uint64_t newest = 0; ///< version
};

/// What one step of a deletion found.
struct Removed
{
    std::optional<crypto::UpdateError> refused;
    bool hasMore = false;
};

/// The statement is judged at each step: what changes the list in between comes first.
Removed removeSome(Store& store, const ObjectName& name, const Update& update, bool isBegun)
{
    const auto state = store.objects().state(name);
    if (!state) {
        // Who asks twice learns by this that it is gone.
        return isBegun ? Removed{}
                       : Removed{crypto::UpdateError(crypto::ListError::NotCreation), false};
    }
    const auto judged = state->list().checkDeletion(update.views.listChanges.front());
    if (!judged) {
        return {crypto::UpdateError(judged.error()), false};
    }
    return {{}, store.objects().remove(name)};
}

/// Step by step: a vault has a hundred thousand records, and others wait for the same writer.
void removeAll(Conversation& c, const Call& call, const ObjectName& name,
               const std::shared_ptr<Update>& update, bool isBegun)
{
    c.transact(
        call, [=](Store& store) { return removeSome(store, name, *update, isBegun); },
        [=](Conversation& self, const Call& asked, const Removed& removed) {
            if (removed.refused) {
                refuseUpdate(self, asked, *removed.refused);
            } else if (removed.hasMore) {
                removeAll(self, asked, name, update, true);
            } else {
                self.done(asked);
                self.flush();
            }
        },
        [name](Service& service, const Removed& removed) {
            if (!removed.refused && !removed.hasMore) {
                service.hub.tellWatchers(name, [](Conversation& watcher) {
                    watcher.leave(wire::NOT_PERMITTED, "the object is gone");
                });
            }
        });
}

/// Who was struck was told of it by the event, and then is out.
void endStruck(Service& service, const ObjectName& name, const crypto::VersionedObject& state)
{
    service.hub.tellWatchers(name, [list = state.list()](Conversation& watcher) {
        // One whose login is under way: the store judges it by this list already.
        const crypto::Login* login = watcher.login();
        if (login && !list.mayWrite(static_cast<crypto::ListIndex>(login->keyIndex))) {
            watcher.leave(wire::NOT_PERMITTED, "this key was struck from the list");
        }
    });
}

} // namespace

void handleReadObject(Conversation& c, const Call& call, const wire::ReadObject& request)
{
    const auto name = nameOf(request.kind(), request.object());
    if (!name) {
        c.refuse(call, wire::INVALID, "not a card, recovery record or vault");
        return;
    }
    const auto upTo = readableUpTo(c, *name);
    if (!upTo && !mayReadList(*name)) {
        c.refuse(call, wire::NOT_PERMITTED, kNotPermitted);
        return;
    }
    readState(c, call, *name, request.list_from(), request.known_version(),
              upTo ? Reading::Everything : Reading::ListAlone,
              upTo.value_or(std::numeric_limits<std::uint64_t>::max()));
}

void handleReadVersion(Conversation& c, const Call& call, const wire::ReadVersion& request)
{
    const auto name = nameOf(request.kind(), request.object());
    if (!name) {
        c.refuse(call, wire::INVALID, "not a card, recovery record or vault");
        return;
    }
    const auto upTo = readableUpTo(c, *name);
    if (!upTo || request.number() > *upTo) {
        c.refuse(call, wire::NOT_PERMITTED, kNotPermitted);
        return;
    }
    c.read(
        call,
        [name = *name, number = request.number()](StoreReader& reader) {
            return reader.version(name, number);
        },
        [](Conversation& self, const Call& asked,
           const std::optional<std::pair<Bytes, Bytes>>& version) {
            if (!version) {
                self.refuse(asked, wire::NOT_PERMITTED, "no such version is kept");
                return;
            }
            wire::Answer answer;
            wire::ObjectVersion& out = *answer.mutable_object_version();
            out.set_signed_header(version->first.data(), version->first.size());
            out.set_body(version->second.data(), version->second.size());
            self.answer(asked, std::move(answer));
        });
}

void handleUpdateObject(Conversation& c, const Call& call, wire::UpdateObject& request)
{
    const auto name = nameOf(request.kind(), request.object());
    if (!name) {
        c.refuse(call, wire::INVALID, "not a card, recovery record or vault");
        return;
    }
    auto update = readUpdate(c, call, *name, request);
    if (!update ||
        c.isLimited(call, update->creates ? LimitedAction::Create : LimitedAction::Update)) {
        return;
    }
    if (update->deletes) {
        removeAll(c, call, *name, update, false);
        return;
    }
    c.transact(
        call,
        [name = *name, update, now = TwoTimes(c.service().clock.expiry(), c.service().clock.now())](
            Store& store) { return runUpdate(store, name, *update, now); },
        [name = *name](Conversation& self, const Call& asked, const Updated& updated) {
            if (updated.isFull) {
                self.refuse(asked, wire::QUOTA, "this relay keeps no more objects");
                return;
            }
            if (!updated.result) {
                refuseUpdate(self, asked, updated.result.error());
                return;
            }
            self.done(asked);
        },
        [name = *name](Service& service, const Updated& updated) {
            for (const StoredEvent& event : updated.events) {
                tellEvent(service, name, event);
            }
            if (updated.state) {
                endStruck(service, name, *updated.state);
            }
        });
}

void handleFetchRecovery(Conversation& c, const Call& call, const wire::FetchRecovery& request)
{
    const auto locator = fixedOf<ObjectId>(request.locator());
    const auto proof = fixedOf<crypto::Signature>(request.proof());
    if (!locator || !proof) {
        c.refuse(call, wire::INVALID, "not a locator and a proof");
        return;
    }
    if (c.isLimited(call, LimitedAction::RecoveryFetch)) {
        return;
    }
    const ObjectName name{ObjectKind::Recovery, *locator};
    const auto proved = [name, proof = *proof, listFrom = request.list_from()](
                            Conversation& self, const Call& asked,
                            const std::optional<crypto::VersionedObject>& object) {
        // Where there is nothing another key is tried, so that time does not tell.
        const SigningPublicKey& key =
            object ? *object->list().fetchKey() : self.service().key.publicKey();
        const crypto::FetchPlace place{self.channel().exporter(), self.service().key.publicKey()};
        if (!crypto::verifyFetch(key, place, name.id, proof) || !object) {
            self.refuse(asked, wire::NOT_PERMITTED, kNotPermitted);
            return;
        }
        const Timestamp now = self.service().clock.expiry();
        self.transact(
            asked,
            [name, now](Store& store) {
                const auto state = store.objects().state(name);
                return Proved{store.objects().addEvent(name, wire::RECOVERY_FETCHED, 0, now),
                              state->newest().number};
            },
            [name, listFrom](Conversation& fetcher, const Call& fetching, const Proved& allowed) {
                fetcher.recoveryFetched({name.id, allowed.newest});
                readState(fetcher, fetching, name, listFrom, 0, Reading::Everything,
                          std::numeric_limits<std::uint64_t>::max());
            },
            [name, now](Service& service, const Proved& allowed) {
                tellEvent(service, name, {allowed.event, now, wire::RECOVERY_FETCHED, 0});
            });
    };
    c.transact(
        call, [name](Store& store) { return store.objects().state(name); }, proved);
}

void handleReadEvents(Conversation& c, const Call& call, const wire::ReadEvents& request)
{
    if (!c.login() || c.login()->kind == ObjectKind::Mailbox) {
        c.refuse(call, wire::OUT_OF_TURN, "log in to a card, recovery record or vault first");
        return;
    }
    const ObjectName name{c.login()->kind, c.login()->id};
    c.read(
        call,
        [name, after = request.after()](StoreReader& reader) {
            return reader.events(name, after, wire::kObjectEventsInAnswerMax + 1);
        },
        [](Conversation& self, const Call& asked, const std::vector<StoredEvent>& events) {
            wire::Answer answer;
            wire::ObjectEvents& out = *answer.mutable_object_events();
            for (const StoredEvent& event : events) {
                if (out.events_size() == static_cast<int>(wire::kObjectEventsInAnswerMax)) {
                    out.set_more(true);
                    break;
                }
                wire::ObjectEvent& one = *out.add_events();
                one.set_number(event.number);
                one.set_time(event.time.seconds);
                one.set_type(static_cast<wire::EventType>(event.type));
                one.set_detail(event.detail);
            }
            self.answer(asked, std::move(answer));
        });
}

} // namespace sotto::relay
