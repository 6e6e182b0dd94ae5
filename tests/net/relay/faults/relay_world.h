#pragma once

#include "tests/support/mailbox.h"
#include "tests/support/relay_peer.h"
#include "tests/support/relay_process.h"

#include <memory>
#include <string>
#include <vector>

namespace sotto::test {

/// A connection to @p relay that has just begun.
[[nodiscard]] std::unique_ptr<RelayPeer> connectTo(const crypto::RelayAddress& relay,
                                                   crypto::Random& random,
                                                   std::optional<crypto::Eapi> eapi = {});

/// A relay, and the folder that outlives it: on the disk of the build, gone with the object.
class RelayWorld
{
public:
    RelayWorld();
    RelayWorld(const RelayWorld&) = delete;
    RelayWorld& operator=(const RelayWorld&) = delete;
    ~RelayWorld();

    /// Starts it, or starts it again, on the same folder. False: see error().
    [[nodiscard]] bool start(const std::vector<std::string>& arguments = {},
                             const std::vector<std::string>& environment = {});
    [[nodiscard]] crypto::Random& random() { return m_random; }
    [[nodiscard]] const std::string& error() const { return m_error; }
    [[nodiscard]] RelayProcess& relay() { return *m_relay; }
    [[nodiscard]] const crypto::RelayAddress& address() const { return m_relay->address(); }
    /// An empty folder that goes with the object; the data folder is in it, unless useData().
    [[nodiscard]] const std::string& folder() const { return m_folder; }
    [[nodiscard]] const std::string& data() const { return m_data; }
    /// Another data folder, before start().
    void useData(const std::string& path) { m_data = path; }

    /// An open peer; null if there is none to be had.
    [[nodiscard]] std::unique_ptr<RelayPeer> openPeer(std::optional<crypto::Eapi> eapi = {});
    /// One that owns @p mailbox and is subscribed.
    [[nodiscard]] std::unique_ptr<RelayPeer> openOwner(const Mailbox& mailbox);

private:
    crypto::SystemRandom m_random;
    std::string m_folder;
    std::string m_data;
    std::string m_error;
    std::unique_ptr<RelayProcess> m_relay;
};

} // namespace sotto::test
