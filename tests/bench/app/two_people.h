#pragma once

#include "app/core/client.h"
#include "app/core/profile.h"
#include "tests/support/relay_process.h"

#include <filesystem>
#include <functional>

namespace sotto::bench {

/// A person with a profile of their own, whose key lies beside it: other programs can open it when
/// this one is gone.
class Person
{
public:
    /// @throws std::runtime_error
    Person(const std::filesystem::path& folder, const char* name,
           const crypto::RelayAddress& relay);

    [[nodiscard]] core::Client& client() { return *m_client; }
    /// Messages that were added since the last reset; own ones count as well.
    [[nodiscard]] std::size_t arrived() const { return m_arrived; }
    void resetArrived() { m_arrived = 0; }
    /// The only conversation with somebody else.
    [[nodiscard]] storage::RowId conversation();

    /// Called after each transaction that changed something, when it is counted.
    std::function<void()> onArrived;

private:
    void count(const core::Changes& changes);

    core::Profile m_profile;
    crypto::SystemRandom m_random;
    core::SystemClock m_clock;
    core::Environment m_environment;
    std::unique_ptr<core::Client> m_client;
    std::size_t m_arrived = 0;
};

/// Two people in touch through a real relay on loopback, in one process and one event loop.
class TwoPeople
{
public:
    /// @throws std::runtime_error if the relay does not start or they do not get in touch.
    TwoPeople(const std::filesystem::path& folder, const std::string& relayProgram);

    Person& alice() { return *m_alice; }
    Person& bob() { return *m_bob; }
    /// Their profiles are free then, and stay in touch through the relay.
    void leaveAlice() { m_alice.reset(); }
    void leaveBob() { m_bob.reset(); }
    [[nodiscard]] const std::filesystem::path& aliceFolder() const { return m_aliceFolder; }
    [[nodiscard]] const std::filesystem::path& bobFolder() const { return m_bobFolder; }

private:
    void introduce();

    std::filesystem::path m_aliceFolder;
    std::filesystem::path m_bobFolder;
    std::unique_ptr<test::RelayProcess> m_relay;
    std::unique_ptr<Person> m_alice;
    std::unique_ptr<Person> m_bob;
};

/// Lets events pass until @p done. @throws std::runtime_error naming @p what after @p mostMs.
void waitFor(const char* what, const std::function<bool()>& done, int mostMs = 60'000);

} // namespace sotto::bench
