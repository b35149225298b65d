// Attributes as text, their rules, and where a server may write them.
#include "lwm2m/client/attributes.hpp"

#include "rig.hpp"

namespace agent::lwm2m::testing {
namespace {

namespace code = coap::code;
constexpr unsigned links = 40;

TEST(Attributes, AreReadAndWrittenAsQueries) {
    struct Row {
        const char* queries;
        const char* text;  // nullptr: 4.00
    };
    for (const auto& row : {Row{"", ""},
                            Row{"pmin=10", "pmin=10"},
                            Row{"con=1&pmax=60&pmin=0", "pmin=0&pmax=60&con=1"},
                            Row{"epmin=1&epmax=20&hqmax=3&edge=0", "epmin=1&epmax=20&edge=0&hqmax=3"},
                            Row{"gt=50.5&lt=-20&st=0", "gt=50.5&lt=-20&st=0"},
                            Row{"gt=1e3", "gt=1000"},
                            Row{"gt=0.1", "gt=0.1"},
                            Row{"st=1e-7", "st=0.0000001"},
                            Row{"pmin", ""},
                            Row{"pmin=4294967295", "pmin=4294967295"},
                            Row{"pmin=4294967296", nullptr},
                            Row{"pmin=-1", nullptr},
                            Row{"pmin=1.5", nullptr},
                            Row{"pmin=", nullptr},
                            Row{"pmin= 1", nullptr},
                            Row{"pmin=1&pmin=1", nullptr},
                            Row{"pmin&pmin=1", nullptr},
                            Row{"con=2", nullptr},
                            Row{"con=true", nullptr},
                            Row{"edge=", nullptr},
                            Row{"st=-0.5", nullptr},
                            Row{"gt=inf", nullptr},
                            Row{"gt=nan", nullptr},
                            Row{"gt=1e999", nullptr},
                            Row{"dim=3", nullptr},
                            Row{"=1", nullptr},
                            Row{"&pmin=1", nullptr}}) {
        const auto change = AttributeChange::parse_all(row.queries);
        ASSERT_EQ(change.has_value(), row.text != nullptr) << row.queries;
        if (change) {
            EXPECT_EQ(change->values().text(), row.text) << row.queries;
        } else {
            EXPECT_EQ(change.error().code, code::bad_request);
        }
    }
}

TEST(Attributes, AChangeLeavesAloneWhatItDoesNotMention) {
    Attributes attributes{.pmin = 1, .pmax = 2, .gt = 3.0, .con = true};
    AttributeChange::parse_all("pmax=9&gt&edge=1").value().apply(attributes);
    EXPECT_EQ(attributes, (Attributes{.pmin = 1, .pmax = 9, .edge = true, .con = true}));
}

TEST(Attributes, ThatContradictEachOtherAreRefused) {
    struct Row {
        const char* queries;
        bool good;
    };
    for (const auto& row : {Row{"lt=10&gt=11", true}, Row{"lt=11&gt=10", false}, Row{"lt=10&gt=10", false},
                            Row{"lt=10&gt=12&st=0.9", true}, Row{"lt=10&gt=12&st=1", false}, Row{"gt=1&st=5", true},
                            Row{"pmin=60&pmax=10", true}, Row{"epmin=5&epmax=6", true}, Row{"epmin=5&epmax=5", false},
                            Row{"epmin=5&epmax=1", false}, Row{"epmax=1", true}}) {
        EXPECT_EQ(check(AttributeChange::parse_all(row.queries).value().values()).has_value(), row.good) << row.queries;
    }
}

class WriteAttributes : public ClientTest {
protected:
    WriteAttributes() {
        add_bench();
        start_registered();
    }
    std::string write(const std::string& path, std::vector<std::string> queries) {
        return ask({code::put, path, {}, {}, "", std::move(queries)});
    }
    std::string discover(const std::string& path) { return ask({code::get, path, links}); }
};

TEST_F(WriteAttributes, ApplyWhereTheSpecificationHasThem) {
    struct Row {
        const char* path;
        const char* query;
        const char* code;
    };
    for (const auto& row :
         {Row{"/32000", "pmin=1", "2.04"}, Row{"/32000/0", "con=1", "2.04"}, Row{"/32000/0/2", "epmax=5", "2.04"},
          Row{"/32000/0/3/1", "hqmax=5", "2.04"}, Row{"/32000/0/0", "gt=5", "2.04"}, Row{"/32000/0/3", "st=1", "2.04"},
          Row{"/32000/0/3/0", "lt=1", "2.04"}, Row{"/32000/0/1", "edge=1", "2.04"}, Row{"/32000", "gt=5", "4.00"},
          Row{"/32000/0", "edge=1", "4.00"}, Row{"/32000/0/2", "st=1", "4.00"}, Row{"/32000/0/2", "gt", "4.00"},
          Row{"/32000/0/1", "gt=1", "4.00"}, Row{"/32000/0/0", "edge=1", "4.00"}, Row{"/32000/0/3/7", "pmin=1", "4.04"},
          Row{"/32000/0/0/0", "pmin=1", "4.04"}, Row{"/32000/9", "pmin=1", "4.04"}, Row{"/32000/0/4", "pmin=1", "4.05"},
          Row{"/32000/0/5", "pmin=1", "4.05"}}) {
        EXPECT_EQ(write(row.path, {row.query}), row.code) << row.path << " " << row.query;
    }
}

TEST_F(WriteAttributes, OnAMultipleResourceAndItsInstances) {  // LightweightM2M-1.1-int-261
    EXPECT_EQ(discover("/32000/0/3"), "2.05 40 </32000/0/3>;dim=2,</32000/0/3/0>,</32000/0/3/1>");
    EXPECT_EQ(write("/32000", {"pmin=10", "pmax=200"}), "2.04");
    EXPECT_EQ(write("/32000/0", {"pmax=320"}), "2.04");
    EXPECT_EQ(write("/32000/0/3/0", {"pmax=100", "epmin=1", "epmax=20"}), "2.04");
    EXPECT_EQ(discover("/32000/0/3"),
              "2.05 40 </32000/0/3>;dim=2;pmin=10;pmax=320,</32000/0/3/0>;pmax=100;epmin=1;epmax=20,</32000/0/3/1>");
}

TEST_F(WriteAttributes, AreCheckedTogetherWithThoseThatAreThere) {
    EXPECT_EQ(write("/32000/0/0", {"gt=50"}), "2.04");
    EXPECT_EQ(write("/32000/0/0", {"lt=60"}), "4.00");
    EXPECT_EQ(write("/32000/0/0", {"lt=60", "gt"}), "2.04");
    EXPECT_EQ(discover("/32000/0/0"), "2.05 40 </32000/0/0>;lt=60");
}

TEST_F(WriteAttributes, SurviveARestart) {
    EXPECT_EQ(write("/32000/0", {"pmin=10", "con=1"}), "2.04");
    EXPECT_EQ(write("/32000/0/0", {"gt=50.5", "st=0.1"}), "2.04");
    EXPECT_EQ(write("/32000/0/1", {"edge=0"}), "2.04");
    EXPECT_EQ(write("/32000/0/1", {"edge"}), "2.04");
    store.attributes[123][{3, 0, 9}] = "nonsense=1";
    restart();
    EXPECT_EQ(discover("/32000/0/0"), "2.05 40 </32000/0/0>;pmin=10;gt=50.5;st=0.1;con=1");
    EXPECT_EQ(discover("/32000/0/1"), "2.05 40 </32000/0/1>;pmin=10;con=1");
    EXPECT_TRUE(log.has("kept attributes ignored path=/3/0/9"));
}

TEST_F(WriteAttributes, ThatCannotBeKeptAreNotTaken) {
    store.full = true;
    EXPECT_EQ(write("/32000/0/0", {"gt=50"}), "5.00");
    EXPECT_EQ(discover("/32000/0/0"), "2.05 40 </32000/0/0>");
}

}  // namespace
}  // namespace agent::lwm2m::testing
