#pragma once

#include "tests/app/vault/own_devices.h"

namespace sotto::test {

/// Several devices of one account that live for themselves, and now and then read what others said.
class RandomLife
{
public:
    RandomLife(unsigned seed, std::size_t devices, std::size_t friends);

    /// Something happens on some device.
    void step();
    /// All read all that was said, until nobody has anything to say. False if they never end.
    [[nodiscard]] bool settle();
    [[nodiscard]] OwnDeviceStores& device(std::size_t index) { return *m_devices[index]; }
    [[nodiscard]] std::size_t deviceCount() const { return m_devices.size(); }
    [[nodiscard]] const std::vector<std::string>& records() const { return m_records; }
    /// One more device, which holds nothing, joins at the end.
    OwnDeviceStores& addDevice();
    [[nodiscard]] unsigned below(std::size_t limit)
    {
        return static_cast<unsigned>(m_random() % limit);
    }

private:
    struct Reader
    {
        std::vector<std::size_t> waiting; ///< records that it has not read
        std::size_t known = 0;            ///< so many records were there when it looked last
    };
    void someoneWrites(OwnDeviceStores& device, Friend& from);
    void friendChanges(OwnDeviceStores& device, Friend& from);
    void meet(OwnDeviceStores& device, Friend& other);
    void actOnMessage(OwnDeviceStores& device, core::Work& work);
    void actOnConversation(OwnDeviceStores& device, core::Work& work);
    void actOnContact(OwnDeviceStores& device, core::Work& work);
    void actOnAccount(OwnDeviceStores& device, core::Work& work);
    void say(std::size_t device);
    void read(std::size_t device);
    void look(std::size_t device);
    [[nodiscard]] core::Person* somebody(OwnDeviceStores& device);
    [[nodiscard]] std::optional<storage::Message> someMessage(OwnDeviceStores& device);
    [[nodiscard]] std::optional<storage::Conversation> someConversation(OwnDeviceStores& device);

    std::mt19937 m_random;
    crypto::SigningKey m_recovery;
    std::vector<std::unique_ptr<OwnDeviceStores>> m_devices;
    std::vector<Reader> m_readers;
    std::vector<std::unique_ptr<Friend>> m_friends;
    std::vector<std::string> m_records;
    std::vector<std::pair<std::size_t, core::wire::Content>> m_sent; ///< by friends, lately
    std::uint64_t m_nextUid = 1;
};

} // namespace sotto::test
