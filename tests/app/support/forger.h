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

private:
    core::InsideOfClient::Parts& m_parts;
};

} // namespace sotto::test
