#include "app/core/devices/log_wish.h"

namespace sotto::core {

Problem problemOf(crypto::LogErrorKind error)
{
    switch (error) {
    case crypto::LogErrorKind::NotPermitted:
    case crypto::LogErrorKind::AuthorNotActive:
        return {.kind = ProblemKind::NotSenior, .technical = "the log refuses it"};
    case crypto::LogErrorKind::SuspensionSpent:
        return {.kind = ProblemKind::WordsNeeded, .technical = "the words lifted it once"};
    case crypto::LogErrorKind::TooManyDevices:
        return {.kind = ProblemKind::TooManyDevices, .technical = "the log is full of devices"};
    default:
        return {.kind = ProblemKind::Internal, .technical = "the log refuses it"};
    }
}

void wishEntry(Context& context, AccountHead& head, MakeLogEntry make,
               std::function<void(crypto::Result<void, Problem>)> done)
{
    struct Outcome
    {
        bool isUnwanted = false;
        std::optional<Problem> refusal;
    };
    const auto known = std::make_shared<Outcome>();
    head.append(
        [make = std::move(make),
         known](const crypto::DeviceLog& log) -> std::optional<crypto::LogEntry> {
            auto built = make(log);
            *known = {.isUnwanted = !built, .refusal = {}};
            if (built && !*built) {
                known->refusal = problemOf(built->error());
            }
            return built && *built ? std::optional(std::move(**built)) : std::nullopt;
        },
        [&context, known, done = std::move(done)](const crypto::Result<void, Problem>& outcome) {
            crypto::Result<void, Problem> said = outcome;
            if (known->refusal) {
                said = crypto::Unexpected(*known->refusal);
            } else if (known->isUnwanted) {
                said = {};
            }
            // Often within the transaction that decides.
            context.later(0, [done, said] { done(said); });
        });
}

} // namespace sotto::core
