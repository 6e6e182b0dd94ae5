#pragma once

#include "app/core/people/people.h"
#include "crypto/session/receiver.h"

#include <set>

namespace sotto::core {

/// All sessions of this device, in memory and in the database, and the prekeys that begin them.
class SessionBook : public crypto::ReceiveStores
{
public:
    SessionBook(Context& context, OwnAccount& own, People& people);

    void load();
    /// Of a new account.
    void create(Work& work);

    /// Opens an envelope; changes nothing but budgets of work.
    [[nodiscard]] crypto::Result<crypto::ReceivedEnvelope, crypto::ReceiveError>
    open(crypto::ByteView envelope);
    /// Makes the changes of what opened. Part of the caller's transaction: call store() in it.
    void commit(crypto::ReceivedEnvelope received);

    [[nodiscard]] bool canSendTo(const crypto::DeviceAddress& peer) const;
    [[nodiscard]] bool hasSessions(const crypto::DeviceAddress& peer) const;
    [[nodiscard]] crypto::Result<void, crypto::StartError>
    start(const crypto::VerifiedBundle& bundle, std::optional<crypto::PrekeyId> oneTime);
    /// Encrypts one content for posting now.
    [[nodiscard]] crypto::Result<crypto::Bytes, crypto::SendError>
    seal(const crypto::DeviceAddress& peer, crypto::ByteView content, crypto::ByteView attachedLog);
    void forget(Work& work, const crypto::DeviceAddress& peer);
    /// Ends what has outlived its time. Daily.
    void expire(Work& work);

    [[nodiscard]] crypto::PrekeyStore& prekeys() { return *m_prekeys; }
    void touchPrekeys() { m_prekeysChanged = true; }

    /// Writes what changed since the last time.
    void store(Work& work);

    // crypto::ReceiveStores
    [[nodiscard]] const crypto::SessionSet*
    findSessions(const crypto::DeviceAddress& peer) const override;
    [[nodiscard]] std::optional<crypto::PeerDevice>
    findDevice(const crypto::HandshakeHeader& header) const override;
    [[nodiscard]] std::optional<crypto::PeerDevice>
    verifyDevice(const crypto::HandshakeHeader& header,
                 crypto::ByteView attachedLog) const override;

private:
    [[nodiscard]] crypto::SessionSet& setFor(const crypto::DeviceAddress& peer);

    Context& m_context;
    OwnAccount& m_own;
    People& m_people;
    crypto::Receiver m_receiver;
    std::map<crypto::DeviceAddress, crypto::SessionSet> m_sets;
    std::set<crypto::DeviceAddress> m_changed;
    std::optional<crypto::PrekeyStore> m_prekeys;
    bool m_prekeysChanged = false;
};

} // namespace sotto::core
