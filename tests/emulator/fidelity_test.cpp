// Every example of the note, replayed over the pty against live servers, and the emulator's bytes compared with the
// note's.
#include <condition_variable>
#include <mutex>
#include <regex>

#include <gtest/gtest.h>

#include "tests/emulator/emulator_rig.hpp"
#include "tests/emulator/note_transcripts.hpp"

namespace agent::modem::emulator {
namespace {

using coap::OptionNumber;

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
        text.replace(at, from.size(), to);
    }
    return text;
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);)
        if (!line.empty()) lines.push_back(line);
    return lines;
}

/// One thing the host types, and every byte that comes back for it.
struct Step {
    std::string typed;
    std::string expected;
};

/// By 2.1.2 every line of a response stands between CR LF; what is typed is echoed; the prompt is CR LF > and a space.
std::vector<Step> steps_of(const std::string& transcript) {
    std::vector<Step> steps;
    bool at_prompt = false;
    for (const auto& line : lines_of(transcript)) {
        if (at_prompt) {
            steps.push_back({line + '\x1A', line});
            at_prompt = false;
        } else if (line.starts_with("AT")) {
            steps.push_back({line + "\r", line + "\r"});
        } else if (line == ">") {
            steps.back().expected += "\r\n> ";
            at_prompt = true;
        } else {
            steps.back().expected += "\r\n" + line + "\r\n";
        }
    }
    return steps;
}

enum class ConResult : bool { reported, silent };

/// The servers of the note's examples: a libcoap test server, and an LwM2M server that reads /3/0 after a registration.
std::vector<coap::Message> serve(const coap::Message& request, coap::MessageId read_id, std::string_view read_token) {
    if (request.type != coap::Type::confirmable) return {};
    coap::Message answer;
    answer.type = coap::Type::acknowledgement;
    answer.message_id = request.message_id;
    answer.token = request.token;
    if (request.code == coap::code::get) {
        answer.code = coap::code::content;
        answer.add_uint(OptionNumber::content_format, 0);
        answer.add_uint(OptionNumber::max_age, 196607);
        answer.payload = to_bytes(
            "This is a test server made with libcoap (see https://libcoap.net)"
            "Copyright (C) 2010--2021 Olaf Bergmann <bergmann@tzi.org> and others");
        return {answer};
    }
    answer.code = coap::code::created;
    answer.add_string(OptionNumber::location_path, "rd");
    for (const auto query : request.values(OptionNumber::uri_query))
        if (query.starts_with("ep=")) answer.add_string(OptionNumber::location_path, query.substr(3));
    coap::Message read;
    read.code = coap::code::get;
    read.message_id = read_id;
    read.token = *coap::Token::from(*from_hex(read_token));
    read.add_uint(OptionNumber::observe, 0);
    read.add_string(OptionNumber::uri_path, "3");
    read.add_string(OptionNumber::uri_path, "0");
    return {answer, read};
}

class TheNote : public ::testing::TestWithParam<ConResult> {
protected:
    TheNote() : rig(options()) {
        const auto remember = [this](const coap::Message& message, coap::MessageId id, std::string_view token) {
            {
                const std::lock_guard lock(mutex);
                received.push_back(message);
            }
            came.notify_one();
            return serve(message, id, token);
        };
        const auto first = [remember](const coap::Message& m) { return remember(m, 21152, "E8532E3363BE54B9"); };
        const auto second = [remember](const coap::Message& m) { return remember(m, 41128, "E8532D1363BE54B9"); };
        plain = rig.add_peer(false, std::nullopt, first).port();
        const auto key = [](const char* hex) { return *from_hex(hex); };
        with_first_key =
            rig.add_peer(false, CoapPeer::Security{"869154040004132", key("46694a6871617a3062706d68454c6e4c")}, first)
                .port();
        with_second_key =
            rig.add_peer(false, CoapPeer::Security{"869154040004132", key("67514b6c5a45334e31576a6d5733387a")}, second)
                .port();
        rig.run();
    }

    static EmulatorOptions options() {
        EmulatorOptions options;
        options.settings.switches.con_result_silent = GetParam() == ConResult::silent;
        return options;
    }

    /// The corrected text of an example, with the remote server's address replaced by the test's.
    std::string text_of(std::string_view section, std::uint16_t port) const {
        std::string text;
        for (const auto& transcript : note_transcripts())
            if (transcript.section == section) text = transcript.text;
        for (const auto& correction : note_corrections()) {
            const bool about_reports = correction.meant.starts_with("+QCOAPSEND: 0,4\n");
            if (correction.section != section || (about_reports && GetParam() == ConResult::silent)) continue;
            EXPECT_NE(text.find(correction.printed), std::string::npos)
                << correction.printed << " is not in " << section;
            text = replaced(std::move(text), correction.printed, correction.meant);
        }
        const auto here = "\"127.0.0.1\"," + std::to_string(port);
        return replaced(replaced(std::move(text), "\"220.180.239.212\",8032", here), "\"220.180.239.212\",7002", here);
    }

    void replay(const std::string& transcript) {
        for (const auto& step : steps_of(transcript)) {
            rig.send(step.typed);
            ASSERT_EQ(rig.read(step.expected.size()), step.expected) << "after " << step.typed;
        }
    }
    void prepare_context() {
        const auto line = "AT+QCOAPOPEN=0,\"127.0.0.1\"," + std::to_string(plain);
        ASSERT_TRUE(rig.tell(line, "+QCOAPOPEN: 0,0\r\n").ends_with("+QCOAPOPEN: 0,0\r\n"));
    }
    /// Nothing more was said than what was compared, and the servers were sent so many messages; after this `received`
    /// may be looked at.
    void finish(std::size_t messages = 0) {
        rig.send("AT\r");
        EXPECT_EQ(rig.read(9), "AT\r\r\nOK\r\n");
        std::unique_lock lock(mutex);
        // The OK of AT+QCOAPSEND says that the datagram left, not that it arrived.
        came.wait_for(lock, 10s, [&] { return received.size() >= messages; });
        lock.unlock();
        rig.stop();
    }
    void expect_registration_and_answer(std::string_view endpoint, std::string_view lifetime, coap::MessageId id) {
        ASSERT_EQ(received.size(), 2U);
        const auto& registration = received[0];
        EXPECT_EQ(registration.summary(), "CON POST /rd mid=12345 token=01020304 Content-Format=40 payload=70B");
        EXPECT_EQ(registration.values(OptionNumber::uri_query),
                  (std::vector<std::string_view>{"lwm2m=1.0", replaced("ep=ENDPOINT", "ENDPOINT", endpoint), "b=U",
                                                 lifetime}));
        EXPECT_EQ(received[1].type, coap::Type::acknowledgement);
        EXPECT_EQ(received[1].code, coap::code::content);
        EXPECT_EQ(received[1].message_id, id);
        EXPECT_EQ(as_text(received[1].payload), "AAAA");
    }

    std::mutex mutex;
    std::condition_variable came;
    std::vector<coap::Message> received;
    EmulatorRig rig;  // its thread uses what is above
    std::uint16_t plain = 0;
    std::uint16_t with_first_key = 0;
    std::uint16_t with_second_key = 0;
};

TEST_P(TheNote, Section231ConfiguresDtlsAndOpens) {
    replay(text_of("2.3.1", with_first_key));
    finish();
}

TEST_P(TheNote, Section232Opens) {
    replay(text_of("2.3.2", plain));
    finish();
}

TEST_P(TheNote, Section233Closes) {
    replay(text_of("2.3.3", plain));
    finish();
}

TEST_P(TheNote, Section234SetsOptions) {
    prepare_context();
    replay(text_of("2.3.4", plain));
    finish();
}

TEST_P(TheNote, Section235SetsTheHead) {
    prepare_context();
    replay(text_of("2.3.5", plain));
    finish();
}

TEST_P(TheNote, Section236SendsAndReceives) {
    prepare_context();
    for (const auto& step : steps_of(text_of("2.3.6", plain))) {
        rig.send(step.typed);
        const auto said = rig.read_until(step.expected.substr(step.expected.size() - 12));
        // Message id and token are drawn by the module.
        const std::regex drawn(R"re(,205,\d{1,5},133,6,"[0-9A-F]{12}",)re");
        ASSERT_EQ(std::regex_replace(said, drawn, R"(,205,26924,133,6,"514CE1000000",)"), step.expected);
    }
    finish(1);
    ASSERT_EQ(received.size(), 1U);
    EXPECT_EQ(received.front().code, coap::code::get);
    EXPECT_EQ(received.front().payload.size(), 127U);
}

TEST_P(TheNote, Section41RegistersWithoutDtls) {
    replay(text_of("4.1", plain));
    finish(2);
    expect_registration_and_answer("867725030012276", "lt=900", 21152);
}

TEST_P(TheNote, Section42RegistersWithDtls) {
    replay(text_of("4.2", with_second_key));
    finish(2);
    expect_registration_and_answer("869154040004132", "lt=1600", 41128);
}

INSTANTIATE_TEST_SUITE_P(Replayed, TheNote, ::testing::Values(ConResult::reported, ConResult::silent),
                         [](const auto& run) { return run.param == ConResult::silent ? "ByQuery" : "ByUrc"; });

TEST(TheNotesSpacedReply, IsASwitch) {
    EmulatorOptions options;
    options.settings.switches.psk_reply_spaced = true;
    EmulatorRig rig(std::move(options));
    rig.run();
    rig.tell("ATE0");
    rig.tell(R"(AT+QCOAPCFG="psk",0,"869154040004132","46694a6871617a3062706d68454c6e4c")");
    EXPECT_EQ(rig.tell(R"(AT+QCOAPCFG="psk",0)"),
              "\r\n+QCOAPCFG: \"psk\", \"869154040004132\", \"46694a6871617a3062706d68454c6e4c\"\r\n\r\nOK\r\n");
}

}  // namespace
}  // namespace agent::modem::emulator
