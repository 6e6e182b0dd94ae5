// Two owners' connections and one that posts, as a list of steps over one mailbox, one vault, one
// invite and one blob: each step is a byte that names it and a byte of choice; step 15 is a
// plaintext of the input's own.
#include "crypto/base/init.h"
#include "net/relay/store/sqlite_store.h"
#include "tests/fuzz/demand.h"
#include "tests/net/relay/service/relay_world.h"
#include "tests/support/failing_store.h"

#include <set>

using namespace sotto;
using namespace sotto::test;

namespace {

class World
{
public:
    World()
        : m_relay(1, failingStore())
        , m_mailbox(1)
        , m_vault(2)
        , m_owners{std::make_unique<MemoryConnection>(m_relay),
                   std::make_unique<MemoryConnection>(m_relay)}
        , m_poster(m_relay)
    {
        demand(m_poster.open());
        for (auto& owner : m_owners) {
            demand(owner->open());
        }
        MemoryConnection maker(m_relay);
        demand(maker.open());
        demand(m_mailbox.make(maker));
        demand(maker.request(m_vault.update(0, "one")).has_done());
    }

    void step(unsigned kind, unsigned choice, ByteView rest);
    void check();

private:
    std::unique_ptr<relay::Store> failingStore()
    {
        auto store = std::make_unique<FailingStore>(relay::openSqliteStore({}, {}));
        m_store = store.get();
        return store;
    }
    void send(MemoryConnection& connection, wire::Request request)
    {
        if (!connection.closedWith) {
            connection.ask(std::move(request));
            connection.flush();
        }
    }
    void renew(std::size_t which)
    {
        checkOne(*m_owners[which]);
        m_owners[which] = std::make_unique<MemoryConnection>(m_relay);
        if (!m_owners[which]->open()) { // the store was told to fail, or the relay is held
            m_store->failNext(0);
            m_relay.release();
            m_owners[which] = std::make_unique<MemoryConnection>(m_relay);
            demand(m_owners[which]->open());
        }
    }
    void checkOne(MemoryConnection& connection) const;

    FailingStore* m_store = nullptr;
    RelayInMemory m_relay;
    Mailbox m_mailbox;
    Object m_vault;
    std::array<std::unique_ptr<MemoryConnection>, 2> m_owners;
    MemoryConnection m_poster;
};

void World::step(unsigned kind, unsigned choice, ByteView rest)
{
    const std::size_t which = choice & 1;
    MemoryConnection& owner = *m_owners[which];
    wire::Request request;
    switch (kind % 16) {
    case 0:
        return send(owner, m_mailbox.create(owner));
    case 1:
        return send(owner, loginRequest(owner, m_mailbox.login(), m_mailbox.key));
    case 2:
        return send(owner, loginRequest(owner, m_vault.login(static_cast<std::uint32_t>(which)),
                                        m_vault.keys[which]));
    case 3:
        return send(owner, subscribeRequest(choice >> 4));
    case 4: {
        std::vector<std::string> envelopes;
        for (unsigned i = 0; i <= choice % 7; ++i) {
            envelopes.emplace_back((choice + 1) * (choice % 3 == 0 ? 600U : 1U),
                                   static_cast<char>('a' + i));
        }
        return send(m_poster, m_mailbox.post(envelopes));
    }
    case 5:
        owner.acknowledge(choice >> 1);
        if (!owner.closedWith) {
            owner.flush();
        }
        return;
    case 6:
        return renew(which);
    case 7:
        request.mutable_delete_mailbox();
        return send(owner, request);
    case 8:
        request.mutable_put_prekeys()->set_sealed_bundle(std::string("\1\0\0\0\0\0\0\0", 8) +
                                                         static_cast<char>(choice));
        request.mutable_put_prekeys()->add_one_time_ids(choice);
        return send(owner, request);
    case 9:
        return send(m_poster, m_mailbox.fetchPrekeys());
    case 10: {
        wire::Record& record = *request.mutable_append_records()->add_records();
        record.set_sequence(choice >> 4);
        record.set_head(std::string(wire::kRecordHeadBytes, 'h'));
        record.set_body(std::string(1 + choice, 'b'));
        return send(owner, request);
    }
    case 11:
        request.mutable_read_records()->set_from(choice);
        return send(owner, request);
    case 12:
        m_store->failNext(static_cast<int>(choice % 3), choice & 4
                                                            ? relay::StoreFailure::Kind::DiskFull
                                                            : relay::StoreFailure::Kind::Broken);
        return;
    case 13:
        if (choice & 1) {
            m_relay.hold();
        } else {
            m_relay.release();
        }
        return;
    case 14: {
        const auto index = static_cast<ListIndex>(choice % 3);
        if (m_vault.list.mayWrite(index) && m_vault.strike(kRootIndex, index)) {
            send(m_poster, m_vault.update(m_vault.changes.size() - 1));
        }
        return;
    }
    default:
        if (!owner.closedWith) {
            owner.sendPlaintext(rest.first(std::min<std::size_t>(rest.size(), choice)));
        }
    }
}

void World::checkOne(MemoryConnection& connection) const
{
    connection.receive();
    std::uint64_t last = 0;
    std::set<std::string> seen;
    for (const wire::Event& event : connection.events) {
        if (event.has_delivery()) {
            demand(event.delivery().number() > last);
            last = event.delivery().number();
            demand(seen.insert(event.delivery().envelope()).second);
        }
    }
    for (const wire::Answer& answer : connection.answers) {
        demand(answer.body_case() != wire::Answer::BODY_NOT_SET);
    }
    for (const Bytes& frame : connection.rawFrames) {
        demand(frame.size() <= kMaxChannelPlaintextBytes + kChannelOverheadBytes);
    }
    demand(!connection.closedWith || *connection.closedWith <= wire::TOO_SLOW);
}

void World::check()
{
    m_store->failNext(0);
    m_relay.release();
    for (auto& owner : m_owners) {
        checkOne(*owner);
        // Nothing is left in flight: as much as is allowed can be asked again.
        if (!owner->closedWith) {
            wire::Request stat;
            stat.mutable_stat_blob()->set_blob(std::string(32, 'b'));
            for (std::size_t i = 0; i < wire::kRequestsInFlightMax; ++i) {
                owner->ask(stat);
            }
            m_relay.hold();
            owner->flush();
            demand(!owner->closedWith);
            m_relay.release();
        }
        owner->cut();
    }
    checkOne(m_poster);
    demand(m_relay.service.hub.listeners() == 0);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const bool ready = initialize();
    demand(ready);
    World world;
    ByteView input(data, std::min<std::size_t>(size, 400));
    while (input.size() >= 2) {
        const unsigned kind = input[0];
        const unsigned choice = input[1];
        input = input.subspan(2);
        world.step(kind, choice, input);
        if (kind % 16 == 15) {
            input = input.subspan(std::min<std::size_t>(input.size(), choice));
        }
    }
    world.check();
    return 0;
}
