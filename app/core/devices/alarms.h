#pragma once

#include "app/core/account/own_account.h"
#include "app/core/devices/alarm.h"
#include "app/core/vault/thing_states.h"
#include "crypto/objects/key_list.h"
#include "net/wire/relay.pb.h"

namespace sotto::core {

/// What happened to the account and waits for an answer. PROTOCOL.md 15.7.
///
/// What stands in the log is judged by the log alone: the alarm of a new device ends once an older
/// one has confirmed, suspended or removed it, that of a slow change once it is not pending any
/// more, on all devices alike. No register of the vault ends these, since the device in question
/// could write it. Uses of the words that brought no device each device hears of by itself, and is
/// asked about by itself: whoever used them could write the vault as well.
class Alarms
{
public:
    struct Place
    {
        Context& context;
        OwnAccount& own;
        /// The recovery record's list and this device's key in it; null while there are no words.
        std::function<const crypto::KeyList*()> recordList;
        std::function<crypto::SigningPublicKey()> recordKey;
    };

    explicit Alarms(Place place);

    /// all() is another list.
    std::function<void()> onChanged;

    /// Once the account is there. What a device finds when it begins is not news.
    void load();
    void start();
    void stop();
    /// An event of the recovery record, in the transaction that remembers it.
    void onRecordEvent(const sotto::wire::ObjectEvent& event);
    /// Log, vault or names may have changed.
    void refresh();
    /// What nobody has answered, the oldest first.
    [[nodiscard]] std::vector<Alarm> all() const;
    [[nodiscard]] std::optional<Alarm> find(const AlarmId& id) const;

    /// No use of the words is about to become an alarm.
    [[nodiscard]] bool isIdle() const;
    /// It was answered, where the log does not say so.
    void settle(Work& work, const Alarm& alarm);

    /// Devices that are being shut out: see ShutOut, which keeps them here.
    [[nodiscard]] wire::AlarmsState& state() { return m_state; }
    void store(Work& work);

private:
    void judgeLog();
    [[nodiscard]] bool isPast(const sotto::wire::ObjectEvent& event) const;
    void explainUse();
    void raiseUses();
    [[nodiscard]] static AlarmId idOf(const wire::UseOfWords& use);
    [[nodiscard]] std::string nameOf(const crypto::DeviceId& device) const;
    [[nodiscard]] bool isDismissed(const AlarmId& id) const;
    void addFromLog(std::vector<Alarm>& out) const;
    void addUses(std::vector<Alarm>& out) const;
    [[nodiscard]] storage::Milliseconds claimed(std::size_t entry) const;

    Place m_place;
    wire::AlarmsState m_state;
    int m_unexplained = 0; ///< new devices whose use of the words was not seen yet
    bool m_loaded = false;
    bool m_started = false;
    std::vector<AlarmId> m_told;
};

} // namespace sotto::core
