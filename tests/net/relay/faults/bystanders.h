#pragma once

#include "crypto/channel/relay_address.h"

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>

namespace sotto::test {

/// Two clients who exchange a message every few milliseconds while somebody else harms the relay,
/// in a thread of their own. A test of a fault is not over until they were served throughout.
class Bystanders
{
public:
    /// A machine of two cores that compiles at the same time still answers within this.
    static constexpr std::int64_t kWorstGapMs = 2'000;

    /// @p relay outlives this.
    explicit Bystanders(const crypto::RelayAddress& relay);
    Bystanders(const Bystanders&) = delete;
    Bystanders& operator=(const Bystanders&) = delete;
    ~Bystanders();

    /// Ends the exchange. True if no message was lost, refused or later than kWorstGapMs.
    [[nodiscard]] bool wereServed();
    /// For the message of a failure.
    [[nodiscard]] const char* story() const { return m_story.c_str(); }
    [[nodiscard]] std::int64_t worstGapMs() const { return m_worstGapMs; }
    /// Returns when so many more messages were exchanged.
    void awaitExchanges(int count) const;

private:
    void exchange(const crypto::RelayAddress& relay);

    std::atomic<bool> m_ending{false};
    std::atomic<int> m_exchanged{0};
    std::int64_t m_worstGapMs = 0;
    std::string m_failure;
    std::string m_story;
    std::thread m_thread;
};

} // namespace sotto::test
