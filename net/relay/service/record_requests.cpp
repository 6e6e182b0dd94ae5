#include "net/relay/service/fields.h"
#include "net/relay/service/requests.h"

namespace sotto::relay {

namespace {

/// The vault that this connection is logged in to; else refused.
std::optional<ObjectId> ownVault(Conversation& c, const Call& call)
{
    if (!c.login() || c.login()->kind != ObjectKind::Vault) {
        c.refuse(call, wire::OUT_OF_TURN, "log in to a vault first");
        return std::nullopt;
    }
    return c.login()->id;
}

/// A key that was struck a moment ago writes nothing more, although its connection still stands.
bool isListed(Store& store, const ObjectId& vault, std::uint16_t writer)
{
    const auto state = store.objects().state({ObjectKind::Vault, vault});
    return state && state->list().mayWrite(writer);
}

std::optional<std::vector<NewRecord>> readRecords(const wire::AppendRecords& request)
{
    std::vector<NewRecord> records;
    std::uint64_t previous = 0;
    for (const wire::Record& record : request.records()) {
        const bool follows =
            record.sequence() != 0 && (previous == 0 || record.sequence() == previous + 1);
        if (!follows || record.head().size() != wire::kRecordHeadBytes || record.body().empty() ||
            record.body().size() > wire::kRecordBodyBytesMax) {
            return std::nullopt;
        }
        previous = record.sequence();
        records.push_back({record.sequence(), viewOf(record.head()), viewOf(record.body())});
    }
    if (records.empty() || records.size() > wire::kAppendRecordsMax) {
        return std::nullopt;
    }
    return records;
}

} // namespace

void handleAppendRecords(Conversation& c, const Call& call, wire::AppendRecords& request)
{
    const auto vault = ownVault(c, call);
    if (!vault) {
        return;
    }
    auto kept = std::make_shared<wire::AppendRecords>();
    kept->Swap(&request);
    if (call.bytes > wire::kRecordsBytesMax) {
        c.refuse(call, wire::TOO_LARGE, "records of 524,288 bytes at most", wire::kRecordsBytesMax);
        return;
    }
    auto records = readRecords(*kept);
    if (!records) {
        c.refuse(call, wire::INVALID, "records follow one another, with a head of 199 bytes");
        return;
    }
    const auto writer = static_cast<std::uint16_t>(c.login()->keyIndex);
    const Timestamp now = c.service().clock.expiry();
    c.transact(
        call,
        [kept, records = std::move(*records), vault = *vault, writer, now](Store& store) {
            if (!isListed(store, vault, writer)) {
                return std::optional<AppendOutcome>();
            }
            return std::optional(store.objects().append(vault, writer, records, now));
        },
        [](Conversation& self, const Call& asked, const std::optional<AppendOutcome>& outcome) {
            if (!outcome) {
                self.refuse(asked, wire::NOT_PERMITTED, "this key was struck from the list");
                return;
            }
            if (!outcome->stored) {
                self.refuse(asked, wire::CONFLICT, "the writer's newest record is another one",
                            outcome->newest);
                return;
            }
            self.done(asked);
        },
        [vault = *vault, writer, except = &c](Service& service,
                                              const std::optional<AppendOutcome>& outcome) {
            if (!outcome || !outcome->stored) {
                return;
            }
            service.hub.tellWatchers({ObjectKind::Vault, vault}, [writer, newest = outcome->newest,
                                                                  except](Conversation& watcher) {
                if (&watcher == except) {
                    return;
                }
                wire::Event event;
                event.mutable_records_appended()->set_writer(writer);
                event.mutable_records_appended()->set_newest(newest);
                watcher.push(std::move(event));
            });
        });
}

void handleReadRecords(Conversation& c, const Call& call, const wire::ReadRecords& request)
{
    const auto vault = ownVault(c, call);
    if (!vault) {
        return;
    }
    if (request.writer() >= crypto::kListKeysMax) {
        c.refuse(call, wire::INVALID, "no such writer can be");
        return;
    }
    const auto writer = static_cast<std::uint16_t>(request.writer());
    c.read(
        call,
        [vault = *vault, writer, from = request.from()](StoreReader& reader) {
            return reader.records(vault, writer, from, wire::kRecordsBytesMax);
        },
        [](Conversation& self, const Call& asked, const std::vector<StoreReader::Record>& records) {
            wire::Answer answer;
            wire::Records& out = *answer.mutable_records();
            // An empty answer says that there is no more: a client asks until then.
            out.set_more(!records.empty());
            for (const StoreReader::Record& record : records) {
                wire::Record& one = *out.add_records();
                one.set_sequence(record.sequence);
                one.set_head(record.head.data(), record.head.size());
                one.set_body(record.body.data(), record.body.size());
            }
            self.answer(asked, std::move(answer));
        });
}

void handleListWriters(Conversation& c, const Call& call)
{
    const auto vault = ownVault(c, call);
    if (!vault) {
        return;
    }
    c.read(
        call, [vault = *vault](StoreReader& reader) { return reader.writers(vault); },
        [](Conversation& self, const Call& asked, const std::vector<StoreReader::Writer>& writers) {
            wire::Answer answer;
            answer.mutable_writers();
            for (const StoreReader::Writer& writer : writers) {
                auto& out = *answer.mutable_writers()->add_writers();
                out.set_writer(writer.writer);
                out.set_newest(writer.newest);
            }
            self.answer(asked, std::move(answer));
        });
}

void handleStripRecord(Conversation& c, const Call& call, const wire::StripRecord& request)
{
    const auto vault = ownVault(c, call);
    if (!vault) {
        return;
    }
    if (request.writer() >= crypto::kListKeysMax) {
        c.refuse(call, wire::INVALID, "no such writer can be");
        return;
    }
    const auto writer = static_cast<std::uint16_t>(request.writer());
    const auto self = static_cast<std::uint16_t>(c.login()->keyIndex);
    c.transact(
        call,
        [=, vault = *vault, sequence = request.sequence()](Store& store) {
            return isListed(store, vault, self) && store.objects().strip(vault, writer, sequence);
        },
        [](Conversation& stripper, const Call& asked, bool stripped) {
            if (stripped) {
                stripper.done(asked);
            } else {
                stripper.refuse(asked, wire::NOT_PERMITTED, "no such record, or not with that key");
            }
        });
}

} // namespace sotto::relay
