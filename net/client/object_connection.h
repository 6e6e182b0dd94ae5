#pragma once

#include "net/client/logged_in_link.h"

#include <vector>

namespace sotto::client {

/// A card, recovery record or vault, for a device that is in its key list: keeps a connection and
/// misses no event.
class ObjectConnection : public QObject
{
public:
    /// @p owner's kind is Card, Recovery or Vault. @p lastEvent: the number of the last event that
    /// the app has dealt with; 0 before the first. @p keeper outlives it.
    ObjectConnection(RelayPlace place, Owner owner, std::uint64_t lastEvent, EapiKeeper& keeper);

    /// Each event once, by rising number, those of the time away first (the relay keeps them for
    /// 90 days). Deal with it, then remember its number.
    std::function<void(const wire::ObjectEvent&)> onEvent;
    /// Somebody else appended to the vault. A hint: after each login the app looks by itself.
    std::function<void(const wire::RecordsAppended&)> onRecordsAppended;
    std::function<void(const wire::LoggedIn&)> onLoggedIn;
    std::function<void(LinkState, const ConnectionError*)> onState;
    std::function<void()> onFellBack; ///< see LoggedInLink

    void start() { m_link.link().start(); }
    void stop() { m_link.link().stop(); }
    void retryNow() { m_link.link().retryNow(); }
    [[nodiscard]] LinkState state() { return m_link.link().state(); }

    /// The newest version and the list changes from @p listFrom on. The version is fetched by a
    /// second request where both do not fit one frame.
    void read(std::uint32_t listFrom, std::uint64_t knownVersion, Done<wire::ObjectState> done);
    /// Kind and object are filled in here. After a lost connection the relay may have it already,
    /// and says CONFLICT: read() tells.
    void update(wire::UpdateObject update, Done<void> done);
    void readVersion(std::uint64_t number, Done<wire::ObjectVersion> done);

    // Vaults only.
    /// All within wire::kAppendRecordsMax and wire::kRecordsBytesMax.
    void appendRecords(std::vector<wire::Record> records, Done<void> done);
    void readRecords(std::uint32_t writer, std::uint64_t from, Done<wire::Records> done);
    void listWriters(Done<wire::Writers> done);
    void stripRecord(std::uint32_t writer, std::uint64_t sequence, Done<void> done);

private:
    void hook();
    void take(const wire::ObjectEvent& event);
    void readEvents();
    void take(Outcome<wire::ObjectEvents> outcome);
    void handOut(const wire::ObjectEvent& event);
    void ask(wire::Request request, Done<wire::Answer> done);

    LoggedInLink m_link;
    crypto::ObjectKind m_kind;
    crypto::ObjectId m_object;
    std::uint64_t m_lastEvent;
    bool m_readsEvents = false;
    bool m_readAgain = false; ///< a live event came while older ones were read
};

} // namespace sotto::client
