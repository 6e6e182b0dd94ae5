#include "net/client/owner_connection.h"

#include "net/client/answers.h"

#include <algorithm>

#include <QPointer>

namespace sotto::client {

namespace {

Owner ownerOf(const OwnerConnection::Mailbox& mailbox)
{
    return {.login = {.kind = crypto::ObjectKind::Mailbox,
                      .id = crypto::ObjectId(mailbox.id.view()),
                      .keyIndex = 0},
            .key = mailbox.ownerKey,
            .mustCreate = mailbox.mustCreate};
}

} // namespace

OwnerConnection::OwnerConnection(RelayPlace place, Mailbox mailbox, EapiKeeper& keeper)
    : m_link(std::move(place), ownerOf(mailbox), keeper)
    , m_acknowledged(mailbox.acknowledged)
    , m_handedOut(mailbox.acknowledged)
{
    hook();
}

void OwnerConnection::hook()
{
    m_link.onLoggedIn = [this](const wire::LoggedIn&) { subscribe(); };
    m_link.onCreated = [this] {
        if (onCreated) {
            onCreated();
        }
    };
    m_link.onFellBack = [this] {
        if (onFellBack) {
            onFellBack();
        }
    };
    PersistentLink& link = m_link.link();
    link.onWelcome = [this](const wire::Welcome& welcome) {
        if (onWelcome) {
            onWelcome(welcome);
        }
    };
    link.onState = [this](LinkState state, const ConnectionError* error) {
        m_isSubscribed = m_isSubscribed && state == LinkState::Ready;
        if (onState) {
            onState(state, error);
        }
    };
    link.onEvent = [this](wire::Event event) {
        if (event.has_delivery()) {
            take(std::move(*event.mutable_delivery()));
        }
    };
}

void OwnerConnection::subscribe()
{
    wire::Request request;
    request.mutable_subscribe()->set_acknowledged(m_acknowledged);
    // Belongs to this connection: the next one subscribes by itself.
    m_link.link().request(std::move(request), Resend::OtherwiseLost, Patience::Answer,
                          answerOf<wire::Subscribed>(
                              [this](Outcome<wire::Subscribed> outcome) {
                                  if (outcome) {
                                      take(outcome.value());
                                  } else if (outcome.error().kind == ErrorKind::Refused ||
                                             outcome.error().kind == ErrorKind::TimedOut) {
                                      m_link.link().retryLater(outcome.error());
                                  }
                              },
                              &wire::Answer::has_subscribed, &wire::Answer::mutable_subscribed));
}

void OwnerConnection::take(const wire::Subscribed& subscribed)
{
    if (subscribed.newest() < m_acknowledged) {
        const QPointer<OwnerConnection> alive(this);
        m_link.link().stop();
        if (alive && onRelayWentBack) {
            onRelayWentBack(subscribed);
        }
        return;
    }
    // Somebody with the same key acknowledged more: those are not delivered any more.
    m_acknowledged = std::max(m_acknowledged, subscribed.acknowledged());
    m_handedOut = std::max(m_handedOut, m_acknowledged);
    m_acknowledgedHere = subscribed.acknowledged();
    m_deliveredHere = subscribed.acknowledged();
    m_isSubscribed = true;
    if (onSubscribed) {
        onSubscribed(subscribed);
    }
}

void OwnerConnection::take(wire::Delivery delivery)
{
    m_deliveredHere = std::max(m_deliveredHere, delivery.number());
    if (delivery.number() <= m_handedOut) {
        // Handed out before the last connection was lost; the app may have stored it since.
        return acknowledgeSoon();
    }
    m_handedOut = delivery.number();
    if (const auto callback = onDelivery) {
        callback(delivery.number(), toBytes(delivery.envelope()));
    }
}

void OwnerConnection::acknowledge(std::uint64_t number)
{
    m_acknowledged = std::max(m_acknowledged, std::min(number, m_handedOut));
    acknowledgeSoon();
}

void OwnerConnection::acknowledgeSoon()
{
    if (std::exchange(m_acknowledgeIsDue, true)) {
        return;
    }
    QMetaObject::invokeMethod(
        this,
        [this] {
            m_acknowledgeIsDue = false;
            const std::uint64_t number = std::min(m_acknowledged, m_deliveredHere);
            if (m_isSubscribed && number > m_acknowledgedHere) {
                m_acknowledgedHere = number;
                m_link.link().acknowledge(number);
            }
        },
        Qt::QueuedConnection);
}

void OwnerConnection::ask(wire::Request request, Done<wire::Answer> done)
{
    m_link.link().request(std::move(request), Resend::Always, Patience::Answer, std::move(done));
}

void OwnerConnection::setTokens(const crypto::AcceptedTokens& tokens, Done<void> done)
{
    wire::Request request;
    request.mutable_set_tokens()->set_accepted_tokens(toString(tokens.serialize()));
    ask(std::move(request), answerOf(std::move(done)));
}

void OwnerConnection::countTokens(Done<wire::TokenCounts> done)
{
    wire::Request request;
    request.mutable_count_tokens();
    ask(std::move(request),
        answerOf<wire::TokenCounts>(std::move(done), &wire::Answer::has_token_counts,
                                    &wire::Answer::mutable_token_counts));
}

void OwnerConnection::countPrekeys(Done<wire::PrekeyCount> done)
{
    wire::Request request;
    request.mutable_count_prekeys();
    ask(std::move(request),
        answerOf<wire::PrekeyCount>(std::move(done), &wire::Answer::has_prekey_count,
                                    &wire::Answer::mutable_prekey_count));
}

void OwnerConnection::putPrekeys(crypto::ByteView sealedBundle,
                                 std::span<const std::uint32_t> oneTimeIds, Done<void> done)
{
    wire::Request request;
    wire::PutPrekeys& put = *request.mutable_put_prekeys();
    put.set_sealed_bundle(toString(sealedBundle));
    put.mutable_one_time_ids()->Add(oneTimeIds.begin(), oneTimeIds.end());
    ask(std::move(request), answerOf(std::move(done)));
}

void OwnerConnection::deleteMailbox(Done<void> done)
{
    wire::Request request;
    request.mutable_delete_mailbox();
    ask(std::move(request), answerOf(std::move(done)));
}

} // namespace sotto::client
