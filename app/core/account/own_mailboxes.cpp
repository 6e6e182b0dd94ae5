#include "app/core/account/own_mailboxes.h"

#include "app/core/account/own_mailbox_box.h"
#include "app/core/base/wire_bytes.h"
#include "net/client/error_text.h"

namespace sotto::core {

namespace {

constexpr std::string_view kStateName = "mailboxes";
/// Relays keep envelopes so long: an old mailbox is empty by then.
constexpr storage::Milliseconds kEmptyingMs = std::int64_t{30} * 24 * 3600 * 1000;

} // namespace

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
        if (old.retired_ms() == 0 && before == OldMailbox::EmptyAnew) {
            old.set_acknowledged(0); // what was read before opens no second time
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
        if (before != OldMailbox::Empty && !m_boxes.empty()) {
            m_boxes.erase(m_boxes.begin());
        }
        if (m_started && before == OldMailbox::EmptyAnew) {
            open(1);
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
    m_isAbandoned = false;
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
            box.stored = std::max(box.stored, subscribed.acknowledged()); // nothing else comes
            box.subscribed = true;
            forgetPrekeys(box);
            upkeep(box);
        });
        onState();
    };
    connection.onRelayWentBack = [this, &box](const sotto::wire::Subscribed&) {
        const bool isActive = !m_boxes.empty() && &box == m_boxes.front().get();
        if (isActive) {
            replaceSoon(OldMailbox::EmptyAnew);
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
    if (state == client::LinkState::Stopped && isForgotten(box)) {
        return replaceSoon(OldMailbox::Forget);
    }
    onState();
}

void OwnMailboxes::replaceSoon(OldMailbox before)
{
    // Not from here: the connection that calls goes on living.
    m_isReplacing = true;
    m_context.later(0, [this, before, lost = m_boxes.front()->id] {
        m_isReplacing = false;
        if (m_started && !m_boxes.empty() && m_boxes.front()->id == lost) {
            onRelayLost(before);
        }
    });
    onState();
}

bool OwnMailboxes::isForgotten(const Box& box) const
{
    const bool isRefused = box.error && box.error->kind == client::ErrorKind::Refused &&
                           box.error->code == sotto::wire::NOT_PERMITTED;
    const bool isActive = !m_boxes.empty() && m_boxes.front().get() == &box;
    return isRefused && isActive && !m_isAbandoned && m_state.mailboxes(0).created();
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
    if (m_isReplacing) {
        out.state = ConnectionState::Connecting;
        return out;
    }
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
