#pragma once

#include "app/core/client_parts.h"
#include "crypto/log/log_builder.h"
#include "tests/app/support/inside_of_client.h"
#include "tests/app/support/object_world.h"

namespace sotto::test {

/// A device of an account in the hands of somebody who signs what he likes: a whole Client, which
/// goes on by itself as each does, and entries of the log that no Client would make.
class Forger
{
public:
    explicit Forger(core::Client& client)
        : m_parts(core::InsideOfClient::of(client))
    {}

    [[nodiscard]] const crypto::DeviceId& id() const { return m_parts.own.device(); }
    [[nodiscard]] const crypto::DeviceLog& log() const { return m_parts.own.log(); }
    [[nodiscard]] crypto::LogBuilder builder() const { return {log(), m_parts.context.now()}; }
    [[nodiscard]] crypto::Authors alone() const
    {
        return crypto::Authors::oneDevice(id(), m_parts.own.keys());
    }
    [[nodiscard]] crypto::Authors with(const crypto::SigningKey& recovery) const
    {
        return crypto::Authors::both(recovery, id(), m_parts.own.keys());
    }
    using Make = std::function<crypto::LogBuilder::Built(const crypto::LogBuilder&)>;
    /// Brings an entry into the log. False if that fails.
    [[nodiscard]] bool append(const Make& make)
    {
        const auto decided = std::make_shared<std::optional<bool>>();
        m_parts.objects.head()->append(
            [this, make](const crypto::DeviceLog& log) -> std::optional<crypto::LogEntry> {
                auto built = make(crypto::LogBuilder(log, m_parts.context.now()));
                return built ? std::optional(std::move(*built)) : std::nullopt;
            },
            [decided](const auto& outcome) { *decided = outcome.has_value(); });
        return waitFor([&] { return decided->has_value(); }) && **decided;
    }
    /// What a version of the recovery record names that nobody can find.
    enum class Names : std::uint8_t
    {
        NoEntry,    ///< the head is the hash of nothing
        NoKey,      ///< the next epoch, with a key that nobody gets
        AnotherKey, ///< this epoch, with another key
    };
    /// Writes such a version. False if that fails.
    [[nodiscard]] bool publish(Names names)
    {
        core::OwnObject& record = *m_parts.objects.words()->record();
        crypto::Random& random = m_parts.context.environment.random;
        const crypto::SharedKey& key = m_parts.own.sharedKey();
        crypto::SecretBytes body(2048);
        random.fill(body.mutableView());
        const auto digest = random.make<crypto::Hash>();
        record.publish({.digest = digest,
                        .epoch = key.epoch() + (names == Names::NoKey ? 1 : 0),
                        .sharedKey = names == Names::NoEntry
                                         ? key.commitment(record.id())
                                         : random.make<crypto::SharedKeyCommitment>(),
                        .logHead = random.make<crypto::LogHeadCommitment>(),
                        .body = crypto::Bytes(body.view().begin(), body.view().end())});
        return waitFor([&] { return record.isSettled() && record.newestDigest() == digest; });
    }

private:
    core::InsideOfClient::Parts& m_parts;
};

} // namespace sotto::test
