// What Prometheus is told of the agent.
#include "daemon/agentctl/metrics.hpp"

#include <filesystem>
#include <iterator>

#include <gtest/gtest.h>

#include "temporary.hpp"

namespace agent::daemon::agentctl {
namespace {

using Json = nlohmann::ordered_json;

TEST(Metrics, TellWhatTheAgentAnswers) {
    const auto status = Json::parse(
        R"({"ok":true,"version":"0.1.0","endpoint":"gw \"1\"","running_s":12.5,)"
        R"("module":{"state":"ready","model":"BC660K-GL","revision":"A01","rsrp_dbm":-79,"rsrq_db":-9.5},)"
        R"("servers":[{"server":123,"state":"registered","lifetime_s":300,"expires_s":250.5,"observations":2},)"
        R"({"server":7,"state":"waiting","lifetime_s":60,"failures":3,"observations":0}]})");
    const auto statistics =
        Json::parse(R"({"ok":true,"traffic":[{"server":"123","operation":"Read","sent":{"messages":2,"bytes":31},)"
                    R"("received":{"messages":2,"bytes":28}}],"client":{"requests":2},"line":{"bytes_sent":3043},)"
                    R"("recoveries":{"module":1,"port":0}})");
    EXPECT_EQ(metrics_text("lwm2m-agent", status, statistics),
              R"(# TYPE lwm2m_agent_up gauge
# HELP lwm2m_agent_up Whether the agent answers.
lwm2m_agent_up{agent="lwm2m-agent"} 1
# TYPE lwm2m_agent_info gauge
# HELP lwm2m_agent_info Who it is.
lwm2m_agent_info{agent="lwm2m-agent",version="0.1.0",endpoint="gw \"1\"",model="BC660K-GL",revision="A01"} 1
# TYPE lwm2m_agent_running_seconds gauge
# HELP lwm2m_agent_running_seconds Since the agent was started.
lwm2m_agent_running_seconds{agent="lwm2m-agent"} 12.5
# TYPE lwm2m_module_state gauge
# HELP lwm2m_module_state How far the module has come: one of the states is 1.
lwm2m_module_state{agent="lwm2m-agent",state="off"} 0
lwm2m_module_state{agent="lwm2m-agent",state="probing"} 0
lwm2m_module_state{agent="lwm2m-agent",state="configuring"} 0
lwm2m_module_state{agent="lwm2m-agent",state="waiting_for_sim"} 0
lwm2m_module_state{agent="lwm2m-agent",state="waiting_for_network"} 0
lwm2m_module_state{agent="lwm2m-agent",state="ready"} 1
# TYPE lwm2m_module_rsrp_dbm gauge
# HELP lwm2m_module_rsrp_dbm Reference signal received power in dBm.
lwm2m_module_rsrp_dbm{agent="lwm2m-agent"} -79
# TYPE lwm2m_module_rsrq_db gauge
# HELP lwm2m_module_rsrq_db Reference signal received quality in dB.
lwm2m_module_rsrq_db{agent="lwm2m-agent"} -9.5
# TYPE lwm2m_server_registered gauge
# HELP lwm2m_server_registered Whether the device is registered at the server.
lwm2m_server_registered{agent="lwm2m-agent",server="123"} 1
lwm2m_server_registered{agent="lwm2m-agent",server="7"} 0
# TYPE lwm2m_server_failures gauge
# HELP lwm2m_server_failures Attempts to register in a row that failed.
lwm2m_server_failures{agent="lwm2m-agent",server="123"} 0
lwm2m_server_failures{agent="lwm2m-agent",server="7"} 3
# TYPE lwm2m_server_lifetime_seconds gauge
# HELP lwm2m_server_lifetime_seconds Lifetime of the registration; 0 is for ever.
lwm2m_server_lifetime_seconds{agent="lwm2m-agent",server="123"} 300
lwm2m_server_lifetime_seconds{agent="lwm2m-agent",server="7"} 60
# TYPE lwm2m_server_expires_seconds gauge
# HELP lwm2m_server_expires_seconds Until the server forgets the registration.
lwm2m_server_expires_seconds{agent="lwm2m-agent",server="123"} 250.5
# TYPE lwm2m_server_observations gauge
# HELP lwm2m_server_observations What the server observes.
lwm2m_server_observations{agent="lwm2m-agent",server="123"} 2
lwm2m_server_observations{agent="lwm2m-agent",server="7"} 0
# TYPE lwm2m_coap_messages counter
# HELP lwm2m_coap_messages CoAP messages by server and operation.
lwm2m_coap_messages_total{agent="lwm2m-agent",server="123",operation="Read",direction="sent"} 2
lwm2m_coap_messages_total{agent="lwm2m-agent",server="123",operation="Read",direction="received"} 2
# TYPE lwm2m_coap_bytes counter
# HELP lwm2m_coap_bytes Bytes of CoAP by server and operation, before encryption.
lwm2m_coap_bytes_total{agent="lwm2m-agent",server="123",operation="Read",direction="sent"} 31
lwm2m_coap_bytes_total{agent="lwm2m-agent",server="123",operation="Read",direction="received"} 28
# TYPE lwm2m_client_requests counter
# HELP lwm2m_client_requests Of the LwM2M client: requests.
lwm2m_client_requests_total{agent="lwm2m-agent"} 2
# TYPE lwm2m_line_bytes_sent counter
# HELP lwm2m_line_bytes_sent Of the serial line: bytes_sent.
lwm2m_line_bytes_sent_total{agent="lwm2m-agent"} 3043
# TYPE lwm2m_recoveries counter
# HELP lwm2m_recoveries What was lost or stuck and came back, and the steps that it took.
lwm2m_recoveries_total{agent="lwm2m-agent",what="module"} 1
lwm2m_recoveries_total{agent="lwm2m-agent",what="port"} 0
# EOF
)");
}

TEST(Metrics, OfASilentAgentSayThatItIsDown) {
    EXPECT_EQ(metrics_text("gw\\2", Json(), Json()), R"(# TYPE lwm2m_agent_up gauge
# HELP lwm2m_agent_up Whether the agent answers.
lwm2m_agent_up{agent="gw\\2"} 0
# EOF
)");
}

TEST(Metrics, SurviveAnswersThatMakeNoSense) {
    const auto text = metrics_text("a", Json::parse(R"({"ok":true,"module":7,"servers":[1,{}],"running_s":"x"})"),
                                   Json::parse(R"({"traffic":[{},7],"client":[],"line":{"a":"b"},"recoveries":3})"));
    EXPECT_TRUE(text.ends_with("# EOF\n"));
}

TEST(Metrics, AreLabelledWithTheUnitBehindTheSocket) {
    EXPECT_EQ(metrics_label("/run/lwm2m-agent/control"), "lwm2m-agent");
    EXPECT_EQ(metrics_label("/run/lwm2m-agent@north/control"), "lwm2m-agent@north");
}

TEST(Metrics, ReplaceTheirFileInOneStepForEverybodyToRead) {
    const testing::TemporaryFolder folder;
    const auto path = (folder / "agent.prom").string();
    ASSERT_FALSE(replace_file(path, "first\n").failed());
    ASSERT_FALSE(replace_file(path, "2\n").failed());
    EXPECT_EQ(testing::contents(path), "2\n");
    namespace fs = std::filesystem;
    EXPECT_EQ(fs::status(path).permissions(),
              fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read | fs::perms::others_read);
    EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), {}), 1);
    EXPECT_EQ(replace_file((folder / "none/x").string(), "x"), boost::system::errc::no_such_file_or_directory);
}

}  // namespace
}  // namespace agent::daemon::agentctl
