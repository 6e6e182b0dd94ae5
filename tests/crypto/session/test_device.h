#pragma once

#include "crypto/session/receiver.h"
#include "tests/support/deterministic_random.h"

#include <map>
#include <string>

namespace sotto::test {

/// One device as a client holds it: keys, prekeys, sessions with others, the index over them. What
/// it receives it opens, stores and commits in one go.
class TestDevice
{
public:
    TestDevice(crypto::Random& random, crypto::Timestamp now)
        : keys(crypto::DeviceKeys::generate(random))
        , address{random.make<crypto::AccountId>(), keys.publicKeys().deviceId()}
        , mailbox(random.make<crypto::MailboxId>())
        , prekeys(crypto::PrekeyStore::create(now, random))
        , receiver(now)
    {}

    [[nodiscard]] crypto::OwnDevice own() const { return {address, keys}; }
    [[nodiscard]] crypto::PeerDevice asPeer() const { return {address, keys.publicKeys()}; }

    crypto::SessionSet& with(const crypto::DeviceAddress& peer)
    {
        return sets.try_emplace(peer, peer).first->second;
    }

    /// This device's bundle, as another one verifies it.
    crypto::VerifiedBundle bundle(crypto::Timestamp now)
    {
        return std::move(*crypto::VerifiedBundle::verify(prekeys.makeBundle(own(), mailbox, now),
                                                         asPeer(), mailbox, nullptr, now));
    }

    /// Begins a session, with a one-time prekey if @p oneTime.
    bool start(TestDevice& peer, bool oneTime, crypto::Timestamp now, crypto::Random& random)
    {
        const auto bundle = peer.bundle(now);
        std::optional<crypto::PrekeyId> id;
        if (oneTime && !bundle.bundle().oneTimePrekeys.empty()) {
            id = bundle.bundle().oneTimePrekeys[peer.oneTimeGivenOut++].id;
        }
        auto& set = with(peer.address);
        const auto changes = set.start(own(), logHead, bundle, id, now, random);
        if (!changes) {
            return false;
        }
        receiver.apply(peer.address, set.sessions().back().id, *changes, now);
        return true;
    }

    crypto::Bytes seal(const TestDevice& peer, std::string_view text, crypto::Timestamp now,
                       crypto::Random& random)
    {
        auto out = with(peer.address).seal(crypto::asBytes(text), {}, now, random);
        return out ? std::move(*out) : crypto::Bytes();
    }

    struct Received
    {
        crypto::DeviceAddress from;
        std::string text;
        bool newSession = false;
    };

    /// All that a client does with an envelope. @p known finds the keys of a device in its log.
    template <class Lookup>
    std::optional<Received> receive(crypto::ByteView envelope, const Lookup& known,
                                    crypto::Timestamp now)
    {
        lastError.reset();
        lastFirstError.reset();
        const Stores<Lookup> stores(sets, known);
        auto opened = receiver.open(envelope, own(), prekeys, stores, now);
        if (!opened) {
            lastError = opened.error();
            if (lastError->kind == crypto::ReceiveError::Kind::Refused) {
                lastFirstError = lastError->first;
            }
            return std::nullopt;
        }
        const crypto::StagedOpen& staged = opened->staged;
        Received out{opened->peer,
                     std::string(reinterpret_cast<const char*>(staged.content().data()),
                                 staged.content().size()),
                     staged.answered().has_value()};
        receiver.commit(std::move(*opened), with(out.from), prekeys, now);
        return out;
    }

    /// Forgets what it has spent, and which sessions it used last.
    void restart(crypto::Timestamp now)
    {
        receiver = crypto::Receiver(now);
        for (const auto& [peer, set] : sets) {
            receiver.addAll(set);
        }
    }

    crypto::DeviceKeys keys;
    crypto::DeviceAddress address;
    crypto::MailboxId mailbox;
    crypto::Hash logHead;
    crypto::PrekeyStore prekeys;
    std::size_t oneTimeGivenOut = 0;
    std::map<crypto::DeviceAddress, crypto::SessionSet> sets;
    crypto::Receiver receiver;
    std::optional<crypto::ReceiveError> lastError;
    std::optional<crypto::FirstOpenError> lastFirstError;

private:
    template <class Lookup> class Stores : public crypto::ReceiveStores
    {
    public:
        Stores(const std::map<crypto::DeviceAddress, crypto::SessionSet>& sets, const Lookup& known)
            : m_sets(sets)
            , m_known(known)
        {}
        [[nodiscard]] const crypto::SessionSet*
        findSessions(const crypto::DeviceAddress& peer) const override
        {
            const auto at = m_sets.find(peer);
            return at == m_sets.end() ? nullptr : &at->second;
        }
        [[nodiscard]] std::optional<crypto::PeerDevice>
        findDevice(const crypto::HandshakeHeader& header) const override
        {
            return m_known(header.initiator);
        }
        [[nodiscard]] std::optional<crypto::PeerDevice>
        verifyDevice(const crypto::HandshakeHeader& header, crypto::ByteView) const override
        {
            return m_known(header.initiator);
        }

    private:
        const std::map<crypto::DeviceAddress, crypto::SessionSet>& m_sets;
        const Lookup& m_known;
    };
};

} // namespace sotto::test
