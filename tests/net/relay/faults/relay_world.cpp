#include "tests/net/relay/faults/relay_world.h"

#include "crypto/base/init.h"

#include <cstdlib>
#include <filesystem>

namespace sotto::test {

std::unique_ptr<RelayPeer> connectTo(const crypto::RelayAddress& relay, crypto::Random& random,
                                     std::optional<crypto::Eapi> eapi)
{
    const RelayPeer::Relay at{relay.fingerprint, relay.accessKey.duplicate()};
    return std::make_unique<RelayPeer>(WebSocketPeer::connectTo(relay.port), at, std::move(eapi),
                                       random);
}

RelayWorld::RelayWorld()
{
    if (!crypto::initialize()) {
        std::abort();
    }
    std::string name = (std::filesystem::path(SOTTO_FAULTS_FOLDER) / "relay-XXXXXX").string();
    std::filesystem::create_directories(SOTTO_FAULTS_FOLDER);
    if (::mkdtemp(name.data()) == nullptr) {
        std::abort();
    }
    m_folder = name;
    m_data = m_folder + "/data";
}

RelayWorld::~RelayWorld()
{
    m_relay.reset();
    std::error_code ignored;
    std::filesystem::remove_all(m_folder, ignored);
}

bool RelayWorld::start(const std::vector<std::string>& arguments,
                       const std::vector<std::string>& environment)
{
    m_relay.reset();
    m_relay =
        RelayProcess::start({SOTTO_RELAY_EXECUTABLE, m_data, arguments, environment}, m_error);
    return m_relay != nullptr;
}

std::unique_ptr<RelayPeer> RelayWorld::openPeer(std::optional<crypto::Eapi> eapi)
{
    auto out = connectTo(address(), m_random, std::move(eapi));
    return out->open(kPatienceMs) ? std::move(out) : nullptr;
}

std::unique_ptr<RelayPeer> RelayWorld::openOwner(const Mailbox& mailbox)
{
    auto out = openPeer();
    return out && own(*out, mailbox) ? std::move(out) : nullptr;
}

} // namespace sotto::test
