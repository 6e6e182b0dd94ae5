#include "app/core/vault/history_choice.h"

#include "app/core/settings.h"

namespace sotto::core {

namespace {

constexpr storage::Milliseconds kDayMs = std::int64_t{24} * 3600 * 1000;

} // namespace

bool HistoryChoice::holds(const wire::VaultContent& content, storage::Milliseconds nowMs) const
{
    if (!ageMax) {
        return true;
    }
    if (content.has_marks()) {
        return *ageMax > 0;
    }
    // That a message is gone is always said.
    const wire::VaultMessage& message = content.message();
    return !content.has_message() || message.hidden() || message.deleted() ||
           (*ageMax > 0 &&
            static_cast<storage::Milliseconds>(message.position() / 1000) >= oldest(nowMs));
}

HistoryChoice historyChoice(Work& work)
{
    const std::string choice = work.stores()
                                   .settings.find(settings::kHistory)
                                   .value_or(std::string(settings::defaultOf(settings::kHistory)));
    if (choice == "year") {
        return {365 * kDayMs};
    }
    if (choice == "month") {
        return {30 * kDayMs};
    }
    return choice == "none" ? HistoryChoice{0} : HistoryChoice{};
}

} // namespace sotto::core
