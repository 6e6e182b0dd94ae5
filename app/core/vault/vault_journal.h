#pragma once

#include "app/core/vault/vault_book.h"

namespace sotto::core {

/// Brings what changed on this device into records: dirty marks become sealed records that wait for
/// the relay, with the writer's new state, in one transaction.
///
/// It comes some time after the changes, so that those that follow each other make one record, and
/// never while a person waits for something.
class VaultJournal
{
public:
    VaultJournal(Context& context, OwnAccount& own, VaultBook& book, StoredThings& things);

    /// There are records to be sent.
    std::function<void()> onWritten;

    void start();
    void stop();
    /// Something may have been marked, in a transaction that is over.
    void noticed();
    /// Says now what is due. False if there is more.
    bool write();
    [[nodiscard]] bool isIdle() const { return !m_isScheduled && m_waiting.empty(); }

private:
    struct Picked
    {
        Thing thing;
        wire::VaultContent content;
    };
    enum class When : std::uint8_t
    {
        Now,
        Later
    };

    void schedule(int delayMs);
    [[nodiscard]] bool isReady() const;
    [[nodiscard]] std::vector<Thing> due(Work& work);
    [[nodiscard]] When whenOf(Work& work, const Thing& thing);
    [[nodiscard]] When whenOfMessage(Work& work, const Thing& thing);
    void wait(std::vector<std::string> keys);
    std::vector<Picked> say(Work& work, const std::vector<Thing>& things);
    void put(Work& work, const Picked& picked);
    void buryOld(Work& work, const Picked& picked);

    Context& m_context;
    OwnAccount& m_own;
    VaultBook& m_book;
    StoredThings& m_things;
    bool m_started = false;
    bool m_isScheduled = false;
    bool m_marksAreDue = false;
    bool m_marksWait = false;
    std::uint64_t m_run = 0;         ///< of start(): timers of earlier ones are over
    std::set<std::string> m_waiting; ///< messages that a device before this one may write
    std::set<std::string> m_due;     ///< such that it did not write
};

} // namespace sotto::core
