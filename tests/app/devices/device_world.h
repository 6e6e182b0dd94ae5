#pragma once

#include "tests/app/support/inside_of_client.h"
#include "tests/app/support/loopback_relay.h"
#include "tests/app/support/object_world.h"

#include <QTemporaryDir>

namespace sotto::test {

/// A clock that a test moves, and nothing else.
class HandClock final : public core::Clock
{
public:
    [[nodiscard]] storage::Milliseconds now() const override { return at; }
    storage::Milliseconds at = std::int64_t{1'800'000'000} * 1000;
};

/// One device of somebody, with its database on the disk, which outlives the program.
class Device
{
public:
    Device(const LoopbackRelay& relay, HandClock& clock);

    void open();
    /// Ends it without a word.
    void close() { m_client.reset(); }
    void create(const std::string& name);
    /// The words of the account, once they bring it back; empty if that fails.
    [[nodiscard]] std::string words();
    /// Joins by the words. False if that fails.
    [[nodiscard]] bool link(const std::string& words, const std::string& deviceName);

    [[nodiscard]] core::Client* operator->() { return m_client.get(); }
    [[nodiscard]] core::InsideOfClient::Parts& parts()
    {
        return core::InsideOfClient::of(*m_client);
    }
    [[nodiscard]] const crypto::DeviceId& id() { return parts().own.device(); }
    [[nodiscard]] crypto::Epoch epoch() { return parts().own.sharedKey().epoch(); }
    /// The conversation with the only contact; kNoRow if there is none.
    [[nodiscard]] storage::RowId conversation();
    /// How often it holds this text.
    [[nodiscard]] int count(const std::string& text);
    storage::RowId say(const std::string& text);
    [[nodiscard]] storage::MessageState stateOf(storage::RowId message);
    /// Of devices().
    [[nodiscard]] std::vector<std::string> names();

    int removed = 0;
    int troubles = 0;
    std::vector<core::Problem> failures;

private:
    const LoopbackRelay& m_relay;
    QTemporaryDir m_folder;
    storage::DatabaseKey m_key;
    crypto::SystemRandom m_random;
    core::Environment m_environment;
    std::unique_ptr<core::Client> m_client;
};

/// They become contacts. False if that fails.
[[nodiscard]] bool befriend(Device& alice, Device& bob);

} // namespace sotto::test
