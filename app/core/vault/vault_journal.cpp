#include "app/core/vault/vault_journal.h"

#include "app/core/settings.h"
#include "app/core/vault/history_choice.h"
#include "app/core/vault/limits.h"
#include "app/core/vault/merge.h"

namespace sotto::core {

namespace {

/// Changes that follow each other so soon are said together.
constexpr int kCoalesceMs = 100;
/// How far own messages got changes several times within seconds of their sending.
constexpr int kMarksMs = 2'000;
/// A device that the list has before this one has so long to write what a contact sent.
constexpr int kTurnMs = 3'000;
/// Records of one transaction: some 20 ms.
constexpr std::size_t kThingsAtOnce = 256;
/// Marks that are looked at, for some of them may have to wait.
constexpr std::size_t kMarksAtOnce = 2'048;

/// Says what of the account's state a device that has just joined does not know yet.
bool needsList(ThingType type)
{
    return type == ThingType::Profile || type == ThingType::Contact ||
           type == ThingType::Conversation || type == ThingType::Setting;
}

} // namespace

VaultJournal::VaultJournal(Context& context, OwnAccount& own, VaultBook& book, StoredThings& things)
    : m_context(context)
    , m_own(own)
    , m_book(book)
    , m_things(things)
{}

void VaultJournal::start()
{
    m_started = true;
    ++m_run;
    m_isScheduled = m_marksWait = m_marksAreDue = false;
    schedule(0);
}

void VaultJournal::stop()
{
    m_started = false;
    ++m_run;
    m_isScheduled = false;
    m_waiting.clear();
    m_due.clear();
}

void VaultJournal::noticed()
{
    schedule(kCoalesceMs);
}

void VaultJournal::schedule(int delayMs)
{
    if (!isReady() || std::exchange(m_isScheduled, true)) {
        return;
    }
    m_context.later(delayMs, [this, run = m_run] {
        if (run == m_run) {
            m_isScheduled = false;
            if (!write()) {
                schedule(0);
            }
        }
    });
}

bool VaultJournal::isReady() const
{
    return m_started && m_book.isOpen() && m_book.state.begun() && !m_book.state.copied();
}

bool VaultJournal::write()
{
    if (!isReady() || m_context.stores.vault.dirty(1).empty()) {
        return true;
    }
    Work work(m_context);
    const std::vector<Thing> things = due(work);
    if (things.empty()) {
        return true; // nothing of it is kept
    }
    for (const Picked& picked : say(work, things)) {
        put(work, picked);
    }
    for (const Thing& thing : things) {
        work.stores().vault.clean(numberOf(thing.type), thing.key);
        m_due.erase(thing.key);
    }
    m_book.storeWriter(work);
    work.commit();
    if (onWritten) {
        onWritten();
    }
    return things.size() < kThingsAtOnce;
}

std::vector<Thing> VaultJournal::due(Work& work)
{
    std::vector<Thing> out;
    std::vector<Thing> marks;
    std::vector<std::string> waiting;
    for (const auto& dirty : work.stores().vault.dirty(kMarksAtOnce)) {
        if (out.size() == kThingsAtOnce) {
            break;
        }
        Thing thing{static_cast<ThingType>(dirty.type), dirty.key};
        switch (whenOf(work, thing)) {
        case When::Now:
            (thing.type == ThingType::Marks ? marks : out).push_back(std::move(thing));
            break;
        case When::Later:
            if (thing.type == ThingType::Message) {
                waiting.push_back(std::move(thing.key));
            }
            break;
        }
    }
    wait(std::move(waiting));
    if (!out.empty() || m_marksAreDue) {
        m_marksAreDue = false;
        out.insert(out.end(), marks.begin(), marks.end());
    } else if (!marks.empty() && !std::exchange(m_marksWait, true)) {
        m_context.later(kMarksMs, [this, run = m_run] {
            if (run == m_run) {
                m_marksWait = false;
                m_marksAreDue = true;
                schedule(0);
            }
        });
    }
    return out;
}

VaultJournal::When VaultJournal::whenOf(Work& work, const Thing& thing)
{
    if (m_book.state.restoring() && !m_book.state.list_read() && needsList(thing.type)) {
        return When::Later;
    }
    return thing.type == ThingType::Message ? whenOfMessage(work, thing) : When::Now;
}

VaultJournal::When VaultJournal::whenOfMessage(Work& work, const Thing& thing)
{
    const auto row = work.stores().messages.find(rowOf(thing.key));
    if (!row || row->isOwn()) {
        return When::Now;
    }
    // Each own device got it: the first of them writes it.
    if (m_due.contains(thing.key) || m_book.rank() == 0) {
        return When::Now;
    }
    return When::Later;
}

void VaultJournal::wait(std::vector<std::string> keys)
{
    std::erase_if(keys, [this](const std::string& key) { return !m_waiting.insert(key).second; });
    if (keys.empty()) {
        return;
    }
    const auto delay = m_book.rank() * kTurnMs;
    m_context.later(delay, [this, run = m_run, keys = std::move(keys)] {
        if (run != m_run) {
            return;
        }
        for (const std::string& key : keys) {
            m_waiting.erase(key);
            if (m_context.stores.vault.isDirty(numberOf(ThingType::Message), key)) {
                m_due.insert(key);
            }
        }
        schedule(0);
    });
}

std::vector<VaultJournal::Picked> VaultJournal::say(Work& work, const std::vector<Thing>& things)
{
    const HistoryChoice choice = historyChoice(work);
    std::vector<Picked> out;
    std::map<std::string, std::size_t> marksOf; ///< conversations to places in out
    for (const Thing& thing : things) {
        auto content = m_things.say(work, thing, Saying::News);
        if (!content || !choice.holds(*content, m_context.nowMs())) {
            continue;
        }
        if (thing.type == ThingType::Marks) {
            const auto [at, isNew] =
                marksOf.try_emplace(content->marks().conversation(), out.size());
            if (!isNew &&
                out[at->second].content.marks().marks_size() < static_cast<int>(vault::kMarks)) {
                vault::merge(*out[at->second].content.mutable_marks(), content->marks());
                continue;
            }
            at->second = out.size();
        }
        out.push_back({thing, std::move(*content)});
    }
    return out;
}

void VaultJournal::put(Work& work, const Picked& picked)
{
    const Thing thing = picked.thing.type == ThingType::Marks
                            ? Thing{ThingType::Marks, picked.content.marks().conversation()}
                            : picked.thing;
    buryOld(work, picked);
    m_book.put(work, thing, picked.content);
}

void VaultJournal::buryOld(Work& work, const Picked& picked)
{
    const wire::VaultMessage& message = picked.content.message();
    if (!message.hidden() && !message.deleted()) {
        return;
    }
    for (const auto& entry :
         work.stores().vault.entriesOf(numberOf(picked.thing.type), picked.thing.key)) {
        m_book.bury(work, picked.content, entry);
    }
}

} // namespace sotto::core
