#pragma once

#include "tests/bench/relay_load/load_peer.h"
#include "tests/bench/relay_load/tally.h"
#include "tests/support/mailbox.h"

namespace sotto::bench {

/// The owner of a mailbox: makes it (or logs in to it), subscribes, and acknowledges what it gets
/// as soon as it has it.
class Receiver final : public LoadPeer
{
public:
    enum class Purpose : std::uint8_t
    {
        Make,      ///< make the mailbox, and no more
        Subscribe, ///< make it if it is new, and receive
    };

    Receiver(Poller& poller, const crypto::RelayAddress& relay, crypto::Random& random,
             const test::Mailbox& mailbox, Tally& tally, Purpose purpose);

    /// The mailbox is made or subscribed, as the purpose says.
    [[nodiscard]] bool isReady() const { return m_step == Step::Ready; }

private:
    enum class Step : std::uint8_t
    {
        Creating,
        GivingTokens,
        Subscribing,
        Ready
    };

    void welcomed() override;
    void received(const wire::ServerFrame& frame) override;
    void goOn(const wire::Answer& answer);
    void takeDelivery(const wire::Delivery& delivery);

    crypto::Random& m_random;
    const test::Mailbox& m_mailbox;
    Tally& m_tally;
    Purpose m_purpose;
    Step m_step = Step::Creating;
    std::uint64_t m_lastNumber = 0;
};

} // namespace sotto::bench
