#pragma once

#include "crypto/objects/delivery_token.h"
#include "net/client/logged_in_link.h"

#include <span>

namespace sotto::client {

/// A device's own mailbox: keeps a connection to it, hands out what arrives, and does what only its
/// owner may.
class OwnerConnection : public QObject
{
public:
    struct Mailbox
    {
        crypto::MailboxId id;
        std::shared_ptr<const crypto::SigningKey> ownerKey;
        bool mustCreate = false; ///< the relay was never told of it
        /// The last number that the app has stored; 0 before the first.
        std::uint64_t acknowledged = 0;
    };

    /// @p keeper outlives it.
    OwnerConnection(RelayPlace place, Mailbox mailbox, EapiKeeper& keeper);

    /// Each envelope once, by rising number, also over lost connections. Store it, then
    /// acknowledge(); the relay sends no more than wire::kDeliveryWindowEnvelopes ahead of that.
    std::function<void(std::uint64_t number, crypto::Bytes envelope)> onDelivery;
    std::function<void(const wire::Subscribed&)> onSubscribed;
    /// The relay's newest number is below what was acknowledged here: it was restored from an older
    /// state. Numbers come again, and envelopes under them would be taken for old ones, so the
    /// connection stops: the app makes a new mailbox.
    std::function<void(const wire::Subscribed&)> onRelayWentBack;
    /// With Stopped and SUPERSEDED another connection of the same owner took over; it does not
    /// connect again until start().
    std::function<void(LinkState, const ConnectionError*)> onState;
    std::function<void(const wire::Welcome&)> onWelcome;
    std::function<void()> onCreated;  ///< see LoggedInLink
    std::function<void()> onFellBack; ///< see LoggedInLink

    void start() { m_link.link().start(); }
    void stop() { m_link.link().stop(); }
    void retryNow() { m_link.link().retryNow(); }
    [[nodiscard]] LinkState state() { return m_link.link().state(); }

    /// All envelopes up to @p number are stored. One frame of a turn of the event loop says it.
    void acknowledge(std::uint64_t number);

    // Each waits for a connection, and is sent again if one is lost: none does harm twice.
    void setTokens(const crypto::AcceptedTokens& tokens, Done<void> done);
    void countTokens(Done<wire::TokenCounts> done);
    void countPrekeys(Done<wire::PrekeyCount> done);
    /// After a lost connection the relay may have it already, and says CONFLICT: countPrekeys()
    /// tells which counter it has.
    void putPrekeys(crypto::ByteView sealedBundle, std::span<const std::uint32_t> oneTimeIds,
                    Done<void> done);
    void deleteMailbox(Done<void> done);

private:
    void hook();
    void subscribe();
    void take(const wire::Subscribed& subscribed);
    void take(wire::Delivery delivery);
    void acknowledgeSoon();
    void ask(wire::Request request, Done<wire::Answer> done);

    LoggedInLink m_link;
    std::uint64_t m_acknowledged; ///< by the app
    std::uint64_t m_handedOut;
    /// What the relay sent on this connection: it takes no acknowledgement of anything else.
    std::uint64_t m_deliveredHere = 0;
    std::uint64_t m_acknowledgedHere = 0;
    bool m_isSubscribed = false;
    bool m_acknowledgeIsDue = false;
};

} // namespace sotto::client
