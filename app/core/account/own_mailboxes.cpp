#include "app/core/account/own_mailboxes.h"

#include "app/core/account/stored_eapi.h"
#include "app/core/base/wire_bytes.h"
#include "crypto/handshake/sealed_bundle.h"
#include "net/client/error_text.h"

namespace sotto::core {

namespace {

constexpr std::string_view kStateName = "mailboxes";
/// Prekeys are looked after so often while the program runs.
constexpr int kUpkeepMs = 3600 * 1000;
/// After a failed request the next attempt comes so much later; a lost connection asks anyway.
constexpr int kRetryMs = 30 * 1000;
/// Relays keep envelopes so long: an old mailbox is empty by then.
constexpr storage::Milliseconds kEmptyingMs = std::int64_t{30} * 24 * 3600 * 1000;
/// Whoever has fetched a bundle posts within so long; its prekeys are kept until then.
constexpr crypto::Duration kBundleUse = crypto::Duration::days(1);

} // namespace

/// One mailbox with its connection.
class OwnMailboxes::Box
{
public:
    Box(Context& context, client::RelayPlace place, const wire::Mailbox& mailbox)
        : id(*fixedOf<crypto::MailboxId>(mailbox.id()))
        , stored(mailbox.acknowledged())
        , eapi(context, viewOf(mailbox.id()))
        , connection(std::move(place),
                     {.id = id,
                      .ownerKey = std::make_shared<const crypto::SigningKey>(
                          *fixedOf<crypto::SigningSeed>(mailbox.owner_seed())),
                      .mustCreate = !mailbox.created(),
                      .acknowledged = mailbox.acknowledged()},
                     eapi)
    {}

    crypto::MailboxId id;
    std::uint64_t stored;
    std::uint64_t newest = 0;
    bool subscribed = false;
    bool hasTokens = false;
    bool hasPrekeys = false;
    bool putFailed = false;
    std::uint64_t upkeepTurn = 0;
    std::uint32_t tokensVersion = 0;
    client::LinkState linkState = client::LinkState::Stopped;
    std::optional<client::ConnectionError> error;
    StoredEapi eapi;
    client::OwnerConnection connection;
};

OwnMailboxes::OwnMailboxes(Context& context, RelayPlaces& places, OwnAccount& own,
                           SessionBook& sessions)
    : m_context(context)
    , m_places(places)
    , m_own(own)
    , m_sessions(sessions)
{}

OwnMailboxes::~OwnMailboxes() = default;

void OwnMailboxes::load()
{
    const auto stored = m_context.stores.state.find(kStateName);
    if (stored && !m_state.ParseFromArray(stored->data(), static_cast<int>(stored->size()))) {
        throw storage::StorageFailure(storage::FailureKind::Damaged, "mailboxes do not parse");
    }
    // What is older holds nothing any more.
    auto& mailboxes = *m_state.mutable_mailboxes();
    for (int i = mailboxes.size(); i-- > 1;) {
        if (static_cast<storage::Milliseconds>(mailboxes[i].retired_ms()) + kEmptyingMs <
            m_context.nowMs()) {
            mailboxes.DeleteSubrange(i, 1);
        }
    }
}

void OwnMailboxes::moveTo(Work& work, std::string_view relayText, OldMailbox before)
{
    crypto::Random& random = m_context.environment.random;
    wire::Mailboxes next;
    wire::Mailbox& fresh = *next.add_mailboxes();
    fresh.set_relay(std::string(relayText));
    fresh.set_id(fieldOf(random.make<crypto::MailboxId>().view()));
    fresh.set_owner_seed(fieldOf(random.make<crypto::SigningSeed>().view()));
    fresh.set_bundle_key(fieldOf(random.make<crypto::BundleKey>().view()));
    for (wire::Mailbox& old : *m_state.mutable_mailboxes()) {
        if (old.retired_ms() == 0 && before == OldMailbox::Forget) {
            continue;
        }
        if (old.retired_ms() == 0) {
            old.set_retired_ms(static_cast<std::uint64_t>(m_context.nowMs()));
        }
        if (static_cast<storage::Milliseconds>(old.retired_ms()) + kEmptyingMs >
            m_context.nowMs()) {
            *next.add_mailboxes() = std::move(old);
        }
    }
    m_state = std::move(next);
    store(work);
    work.afterwards([this, before] {
        if (before == OldMailbox::Forget && !m_boxes.empty()) {
            m_boxes.erase(m_boxes.begin());
        }
        if (m_started) {
            open(0);
        }
    });
}

void OwnMailboxes::store(Work& work)
{
    work.stores().state.put(kStateName, serialized(m_state).view());
}

void OwnMailboxes::start()
{
    m_started = true;
    for (int i = 0; i < m_state.mailboxes_size(); ++i) {
        open(i);
    }
}

void OwnMailboxes::stop()
{
    m_started = false;
    m_boxes.clear();
}

void OwnMailboxes::retryNow()
{
    for (const auto& box : m_boxes) {
        box->connection.retryNow();
    }
}

void OwnMailboxes::open(int index)
{
    const wire::Mailbox& mailbox = m_state.mailboxes(index);
    auto place = m_places.find(mailbox.relay());
    if (!place) {
        return;
    }
    auto box = std::make_unique<Box>(m_context, std::move(*place), mailbox);
    hook(*box);
    // The active one stands first.
    m_boxes.insert(mailbox.retired_ms() == 0 ? m_boxes.begin() : m_boxes.end(), std::move(box));
    Box& opened = mailbox.retired_ms() == 0 ? *m_boxes.front() : *m_boxes.back();
    opened.connection.start();
}

void OwnMailboxes::hook(Box& box)
{
    client::OwnerConnection& connection = box.connection;
    connection.onDelivery = [this, &box](std::uint64_t number, crypto::Bytes envelope) {
        box.newest = std::max(box.newest, number);
        onArrival({box.id, number, std::move(envelope)});
    };
    connection.onCreated = [this, &box] {
        m_context.guard([&] {
            Work work(m_context);
            for (wire::Mailbox& mailbox : *m_state.mutable_mailboxes()) {
                if (mailbox.id() == fieldOf(box.id.view())) {
                    mailbox.set_created(true);
                }
            }
            store(work);
            work.commit();
        });
    };
    connection.onSubscribed = [this, &box](const sotto::wire::Subscribed& subscribed) {
        m_context.guard([&] {
            box.newest = std::max(box.newest, subscribed.newest());
            box.subscribed = true;
            forgetPrekeys(box);
            upkeep(box);
        });
        onState();
    };
    connection.onRelayWentBack = [this, &box](const sotto::wire::Subscribed&) {
        const bool isActive = !m_boxes.empty() && &box == m_boxes.front().get();
        if (isActive) {
            // Not from here: the connection that calls goes on living.
            m_context.later(0, [this] { onRelayLost(); });
        }
    };
    connection.onState = [this, &box](client::LinkState state,
                                      const client::ConnectionError* error) {
        onConnectionState(box, state, error);
    };
}

void OwnMailboxes::onConnectionState(Box& box, client::LinkState state,
                                     const client::ConnectionError* error)
{
    box.linkState = state;
    if (error != nullptr) {
        box.error = *error;
    } else if (state == client::LinkState::Ready) {
        box.error.reset();
    }
    if (state != client::LinkState::Ready) {
        box.subscribed = false;
    }
    onState();
}

void OwnMailboxes::forgetPrekeys(const Box& box)
{
    // What an older mailbox still holds may need the prekeys of its time.
    if (m_state.mailboxes_size() != 1 || box.stored < box.newest) {
        return;
    }
    const crypto::Timestamp now = m_context.now();
    m_sessions.prekeys().markDrained(
        {now.seconds > kBundleUse.seconds ? now.seconds - kBundleUse.seconds : 0});
    m_sessions.touchPrekeys();
}

void OwnMailboxes::upkeepLater(Box& box, int delayMs)
{
    // One timer for each mailbox, whoever asks.
    const std::uint64_t turn = ++box.upkeepTurn;
    m_context.later(delayMs, [this, id = box.id, turn] {
        Box* const still = find(id);
        if (still != nullptr && still->subscribed && still->upkeepTurn == turn) {
            upkeep(*still);
        }
    });
}

void OwnMailboxes::upkeep(Box& box)
{
    sendTokens(box);
    if (m_boxes.empty() || &box != m_boxes.front().get()) {
        return;
    }
    upkeepLater(box, kUpkeepMs);
    box.connection.countPrekeys([this, &box](client::Outcome<sotto::wire::PrekeyCount> count) {
        m_context.guard([&] {
            if (!count) {
                return; // the next connection asks again
            }
            crypto::PrekeyStore& prekeys = m_sessions.prekeys();
            const bool rotated = prekeys.rotateIfDue(m_context.now(), m_context.environment.random);
            if (m_boxes.empty() || &box != m_boxes.front().get()) {
                return; // it was retired meanwhile
            }
            const bool isFew = prekeys.isReplenishDue(count->one_time_left());
            if (rotated || isFew || count->counter() != prekeys.counter()) {
                // A bundle that the relay refused or never saw is offered again with the keys that
                // it has; only where they were, or may have been, given out new ones are made.
                putPrekeys(box, rotated || isFew || !box.putFailed);
                return;
            }
            box.hasPrekeys = true;
            if (isServing() && onServing) {
                onServing();
            }
        });
    });
}

void OwnMailboxes::putPrekeys(Box& box, bool fresh)
{
    crypto::PrekeyStore& prekeys = m_sessions.prekeys();
    Work work(m_context);
    if (fresh) {
        // Always new one-time prekeys: the relay may have given out any of those before.
        prekeys.replenish(m_context.now(), m_context.environment.random);
    }
    const crypto::Bytes bundle = prekeys.makeBundle(m_own.own(), box.id, m_context.now());
    m_sessions.touchPrekeys();
    m_sessions.store(work);
    work.commit();

    const auto bundleKey = fixedOf<crypto::BundleKey>(m_state.mailboxes(0).bundle_key());
    const crypto::Bytes sealed = crypto::sealBundle(*bundleKey, box.id, prekeys.counter(), bundle,
                                                    m_context.environment.random);
    box.connection.putPrekeys(sealed, prekeys.offeredOneTimeIds(),
                              [this, &box](client::Outcome<void> outcome) {
                                  m_context.guard([&] {
                                      if (!outcome) {
                                          box.putFailed = true;
                                          upkeepLater(box, kRetryMs);
                                          return;
                                      }
                                      box.putFailed = false;
                                      box.hasPrekeys = true;
                                      if (isServing() && onServing) {
                                          onServing();
                                      }
                                  });
                              });
}

void OwnMailboxes::publishTokens(std::vector<crypto::DeliveryToken> more)
{
    m_inviteTokens = std::move(more);
    // Retired mailboxes too: who is blocked is blocked everywhere.
    for (const auto& box : m_boxes) {
        box->hasTokens = false;
        if (box->subscribed) {
            sendTokens(*box);
        }
    }
}

void OwnMailboxes::sendTokens(Box& box)
{
    std::vector<crypto::DeliveryTokenHash> hashes;
    for (crypto::TokenCohort cohort = 0; cohort < crypto::kTokenCohorts; ++cohort) {
        hashes.push_back(
            crypto::hashToken(box.id, *fixedOf<crypto::DeliveryToken>(m_own.token(cohort))));
    }
    for (const crypto::DeliveryToken& token : m_inviteTokens) {
        hashes.push_back(crypto::hashToken(box.id, token));
    }
    const std::uint32_t version = ++box.tokensVersion;
    box.connection.setTokens(crypto::AcceptedTokens::make(hashes, m_context.environment.random),
                             [this, &box, version](client::Outcome<void> outcome) {
                                 m_context.guard([&] {
                                     if (!outcome && version == box.tokensVersion) {
                                         upkeepLater(box, kRetryMs);
                                     }
                                     if (!outcome || version != box.tokensVersion) {
                                         return; // the next connection gives them again
                                     }
                                     box.hasTokens = true;
                                     if (isServing() && onServing) {
                                         onServing();
                                     }
                                 });
                             });
}

bool OwnMailboxes::isServing() const
{
    return !m_boxes.empty() && m_boxes.front()->hasTokens && m_boxes.front()->hasPrekeys;
}

void OwnMailboxes::recordStored(Work& work, const crypto::MailboxId& mailbox, std::uint64_t number)
{
    for (wire::Mailbox& known : *m_state.mutable_mailboxes()) {
        if (known.id() == fieldOf(mailbox.view())) {
            known.set_acknowledged(std::max(known.acknowledged(), number));
        }
    }
    store(work);
}

void OwnMailboxes::acknowledge(const crypto::MailboxId& mailbox, std::uint64_t number)
{
    if (Box* const box = find(mailbox)) {
        box->stored = std::max(box->stored, number);
        box->connection.acknowledge(number);
    }
    onState();
}

OwnMailboxes::Box* OwnMailboxes::find(const crypto::MailboxId& id)
{
    for (const auto& box : m_boxes) {
        if (box->id == id) {
            return box.get();
        }
    }
    return nullptr;
}

Connection OwnMailboxes::connection() const
{
    Connection out;
    if (m_boxes.empty()) {
        return out;
    }
    for (const auto& box : m_boxes) {
        out.backlog += box->newest > box->stored ? box->newest - box->stored : 0;
    }
    const Box& active = *m_boxes.front();
    switch (active.linkState) {
    case client::LinkState::Ready:
        out.state = ConnectionState::Online;
        break;
    case client::LinkState::Connecting:
    case client::LinkState::LoggingIn:
        out.state = ConnectionState::Connecting;
        break;
    case client::LinkState::Waiting:
        out.state = ConnectionState::Offline;
        break;
    case client::LinkState::Stopped:
        out.state = active.error ? ConnectionState::Refused : ConnectionState::Stopped;
        break;
    }
    if (active.error) {
        out.explanation = client::explain(*active.error).toStdString();
        if (active.error->kind == client::ErrorKind::WrongRelayKey) {
            out.state = ConnectionState::Refused;
        }
    }
    return out;
}

} // namespace sotto::core
