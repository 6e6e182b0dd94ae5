#include "crypto/objects/stamp.h"
#include "net/relay/service/fields.h"
#include "net/relay/service/requests.h"

#include <algorithm>

namespace sotto::relay {

void handleHello(Conversation& c, const Call& call, const wire::Hello& request)
{
    if (c.saidHello()) {
        c.breach(call, wire::OUT_OF_TURN, "a second Hello");
        return;
    }
    if (request.oldest_version() > wire::kProtocolVersion ||
        request.newest_version() < wire::kProtocolVersion) {
        c.breach(call, wire::UNSUPPORTED_VERSION, "this relay speaks version 1");
        return;
    }
    c.helloSaid();
    const ServiceLimits& limits = c.service().limits;
    wire::Answer answer;
    wire::Welcome& welcome = *answer.mutable_welcome();
    welcome.set_version(wire::kProtocolVersion);
    welcome.set_time(c.service().clock.now().seconds);
    welcome.set_mailbox_envelopes_max(limits.mailboxEnvelopesMax);
    welcome.set_mailbox_bytes_max(limits.mailboxBytesMax);
    welcome.set_mailbox_seconds_max(limits.mailboxSecondsMax);
    welcome.set_blob_bytes_max(limits.blobBytesMax);
    welcome.set_blob_seconds_max(limits.blobSecondsMax);
    c.answer(call, std::move(answer));
}

void handleStamp(Conversation& c, const Call& call, const wire::Stamp& request)
{
    const auto subject = fixedOf<crypto::Hash>(request.subject());
    if (!subject) {
        c.refuse(call, wire::INVALID, "a subject has 32 bytes");
        return;
    }
    const auto stamp =
        crypto::Stamp::make(c.service().key, *subject, c.service().clock.now()).serialize();
    wire::Answer answer;
    answer.mutable_stamped()->set_stamp(stamp.data(), stamp.size());
    c.answer(call, std::move(answer));
}

namespace {

std::optional<crypto::Login> readLogin(const wire::Login& request)
{
    const auto id = fixedOf<ObjectId>(request.object());
    const bool isMailbox = request.kind() == static_cast<std::uint32_t>(ObjectKind::Mailbox);
    const auto versioned = versionedKindOf(request.kind());
    // The root of a list writes with signatures of its own; it does not log in.
    if (!id || (!isMailbox && !versioned) || (isMailbox && request.key_index() != 0) ||
        request.key_index() >= crypto::kRootIndex) {
        return std::nullopt;
    }
    return crypto::Login{isMailbox ? ObjectKind::Mailbox : *versioned, *id, request.key_index()};
}

std::optional<SigningPublicKey> keyOf(Store& store, const crypto::Login& login)
{
    if (login.kind == ObjectKind::Mailbox) {
        return store.mailboxes().owner(MailboxId(login.id.view()));
    }
    const auto index = static_cast<crypto::ListIndex>(login.keyIndex);
    const auto object = store.objects().state({login.kind, login.id});
    if (!object || !object->list().mayWrite(index)) {
        return std::nullopt;
    }
    return *object->list().keyAt(index);
}

struct Admitted
{
    bool stillListed = false;
    std::uint64_t newestEvent = 0;
    std::uint64_t fallbackEvent = 0;
};

} // namespace

/// The login's second half: its signature was verified with @p key.
static void admit(Conversation& c, const Call& call, const crypto::Login& login,
                  const SigningPublicKey& key)
{
    const ObjectName name{login.kind, login.id};
    const bool isMailbox = login.kind == ObjectKind::Mailbox;
    // Watched from before the newest event is read, so that none falls between.
    if (!isMailbox) {
        c.watch(name);
    }
    const auto access = c.channel().access();
    auto next = std::make_shared<crypto::Eapi>(c.channel().nextEapi()->duplicate());
    const Timestamp now = c.service().clock.expiry();
    c.transact(
        call,
        [=](Store& store) {
            Admitted out;
            if (keyOf(store, login) != key) {
                return out;
            }
            out.stillListed = true;
            if (access != crypto::ChannelAccess::KnownEapi) {
                store.eapi().begin({name, login.keyIndex}, next->duplicate());
            }
            if (!isMailbox) {
                if (access == crypto::ChannelAccess::FellBack) {
                    out.fallbackEvent =
                        store.objects().addEvent(name, wire::EAPI_FALLBACK, login.keyIndex, now);
                }
                out.newestEvent = store.objects().newestEvent(name);
            }
            return out;
        },
        [=](Conversation& self, const Call& asked, Admitted admitted) {
            if (!admitted.stillListed) {
                self.refuse(asked, wire::NOT_PERMITTED, "no such object, or not with that key");
                return;
            }
            ServiceCounters::add(self.service().counters.logins);
            self.loginSucceeds(login);
            wire::Answer answer;
            answer.mutable_logged_in()->set_eapi_begun(access != crypto::ChannelAccess::KnownEapi);
            answer.mutable_logged_in()->set_newest_event(admitted.newestEvent);
            self.answer(asked, std::move(answer));
        },
        [=](Service& service, const Admitted& admitted) {
            if (admitted.fallbackEvent != 0) {
                tellEvent(service, name,
                          {admitted.fallbackEvent, now, wire::EAPI_FALLBACK, login.keyIndex});
            }
        });
}

void handleLogin(Conversation& c, const Call& call, const wire::Login& request)
{
    if (c.login() || c.loginUnderWay()) {
        c.breach(call, wire::OUT_OF_TURN, "a second login");
        return;
    }
    const auto login = readLogin(request);
    const auto signature = fixedOf<crypto::Signature>(request.signature());
    if (!login || !signature) {
        c.refuse(call, wire::INVALID, "not a login");
        return;
    }
    c.loginBegins(call);
    c.transact(
        call, [login = *login](Store& store) { return keyOf(store, login); },
        [login = *login, signature = *signature](Conversation& self, const Call& asked,
                                                 std::optional<SigningPublicKey> key) {
            // Where there is no key another one is tried, so that time does not tell.
            const SigningPublicKey& tried = key ? *key : self.service().key.publicKey();
            const bool verified =
                crypto::verifyLogin(tried, self.channel().exporter(), login, signature);
            if (!key || !verified) {
                ServiceCounters::add(self.service().counters.loginsRefused);
                self.refuse(asked, wire::NOT_PERMITTED, "no such object, or not with that key");
                return;
            }
            admit(self, asked, login, *key);
        });
}

void handleCreateMailbox(Conversation& c, const Call& call, const wire::CreateMailbox& request)
{
    if (c.login() || c.loginUnderWay()) {
        c.breach(call, wire::OUT_OF_TURN, "a second login");
        return;
    }
    const auto id = fixedOf<ObjectId>(request.mailbox());
    const auto owner = fixedOf<SigningPublicKey>(request.owner_key());
    const auto signature = fixedOf<crypto::Signature>(request.signature());
    if (!id || !owner || !signature) {
        c.refuse(call, wire::INVALID, "not a mailbox, owner key, signature");
        return;
    }
    if (c.isLimited(call, LimitedAction::Create)) {
        return;
    }
    const crypto::Login login{ObjectKind::Mailbox, *id, 0};
    if (!crypto::verifyLogin(*owner, c.channel().exporter(), login, *signature)) {
        c.refuse(call, wire::NOT_PERMITTED, "not signed by the owner key for this connection");
        return;
    }
    c.loginBegins(call);
    const MailboxId mailbox(id->view());
    c.transact(
        call,
        [mailbox, owner = *owner, now = c.service().clock.expiry()](Store& store) {
            if (store.mailboxes().isFull() && !store.mailboxes().owner(mailbox)) {
                return CreateResult::Quota;
            }
            return store.mailboxes().create(mailbox, owner, now) ? CreateResult::Created
                                                                 : CreateResult::Exists;
        },
        [login, owner = *owner](Conversation& self, const Call& asked, CreateResult result) {
            if (result != CreateResult::Created) {
                const bool exists = result == CreateResult::Exists;
                self.refuse(asked, exists ? wire::CONFLICT : wire::QUOTA,
                            exists ? "a mailbox of that name has another owner"
                                   : "this relay keeps no more mailboxes");
                return;
            }
            admit(self, asked, login, owner);
        });
}

void tellEvent(Service& service, const ObjectName& name, const StoredEvent& event)
{
    service.hub.tellWatchers(name, [event](Conversation& watcher) {
        wire::Event out;
        wire::ObjectEvent& told = *out.mutable_object_event();
        told.set_number(event.number);
        told.set_time(event.time.seconds);
        told.set_type(static_cast<wire::EventType>(event.type));
        told.set_detail(event.detail);
        watcher.push(std::move(out));
    });
}

} // namespace sotto::relay
