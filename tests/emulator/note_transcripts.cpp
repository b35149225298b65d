#include "tests/emulator/note_transcripts.hpp"

namespace agent::modem::emulator {

const std::vector<Transcript>& note_transcripts() {
    static const std::vector<Transcript> all = {
        {"2.3.1", R"(AT+QCOAPCFG="dtls",0,1
OK
AT+QCOAPCFG="dtls",0
+QCOAPCFG: "dtls",1

OK
AT+QCOAPCFG="psk",0,"869154040004132","46694a6871617a3062706d68454c6e4c"
OK
AT+QCOAPCFG="psk",0
+QCOAPCFG: "psk", "869154040004132", "46694a6871617a3062706d68454c6e4c"

OK
AT+QCOAPOPEN=0,"220.180.239.212",8032
OK

+QCOAPOPEN: 0,0
)"},
        {"2.3.2", R"(AT+QCOAPOPEN=?
+QCOAPOPEN: (0-4),<CoAP_server>,(1-65535)

OK
AT+QCOAPOPEN=0,"220.180.239.212",8032
OK

+QCOAPOPEN: 0,0
AT+QCOAPOPEN?
+QCOAPOPEN: 0,"220.180.239.212",8032,3

OK
)"},
        {"2.3.3", R"(AT+QCOAPCLOSE=?
+QCOAPCLOSE: (0-4)

OK
AT+QCOAPOPEN=0,"220.180.239.212",8032
OK

+QCOAPOPEN: 0,0
AT+QCOAPCLOSE=0
OK

+QCOAPCLOSE: 0,0
)"},
        {"2.3.4", R"(AT+QCOAPOPTION=?
+QCOAPOPTION: (0-4),(0),<opt_name>,(0-255),<opt_value>,(0,1)

OK
AT+QCOAPOPTION=0,0,11,2,"rd"
OK
AT+QCOAPOPTION=0,0,15,11,"ep=86370303"
OK
)"},
        {"2.3.5", R"(AT+QCOAPHEAD=?
+QCOAPHEAD: (0-4),(0-5),(0-65535),(1-8),<token>

OK
AT+QCOAPHEAD=0,0
OK
AT+QCOAPHEAD=0,1,4,"02040608"
OK
AT+QCOAPHEAD=0,2
OK
AT+QCOAPHEAD=0,3,13940
OK
AT+QCOAPHEAD=0,4,13940
OK
AT+QCOAPHEAD=0,5,13940,4,"02040608"
OK
)"},
        {"2.3.6", R"(AT+QCOAPSEND=?
+QCOAPSEND: (0-4),(0-3),<method/rsrcode>,(0),(0-1024),<data>

OK
AT+QCOAPSEND=0
+QCOAPSEND: 0,0

OK
AT+QCOAPSEND=0,0,1,0,127,"683836373732353033303536393638390202000000000000010060B8
07B7C89F893C3AE82E2E9527598E16DAB2CDC5D92B65EE24665F21DA270272DF7DC0BEC89D7
DCDFDF33EC4F22C83D927DF1DD6A84D42EE14510951C31967B1EA7CC6E83C00B9CD410E53D
A35F8A76D53DD6CBC9CF0D1246F3F481D7FEE6D0B0000E516"
OK

+QCOAPURC: 0,2,205,26924,133,6,"514CE1000000",12,"0",14,"196607",133,"This is a test server
made with libcoap (see https://libcoap.net)Copyright (C) 2010--2021 Olaf Bergmann
<bergmann@tzi.org> and others"
AT+QCOAPSEND=0
+QCOAPSEND: 0,4

OK
)"},
        {"4.1", R"(AT+CGATT?
+CGATT: 1

OK
AT+QCOAPCFG="dtls",0
+QCOAPCFG: "dtls",0

OK
AT+QCOAPOPEN=0,"220.180.239.212",7002
OK

+QCOAPOPEN: 0,0
AT+QCOAPHEAD=0,5,12345,4,"01020304"
OK
AT+QCOAPOPTION=0,0,11,2,"rd"
OK
AT+QCOAPOPTION=0,0,12,2,"40"
OK
AT+QCOAPOPTION=0,0,15,39,"lwm2m=1.0&ep=867725030012276&b=U&lt=900"
OK
AT+QCOAPSEND=0
+QCOAPSEND: 0,0

OK
AT+QCOAPSEND=0,0,2,0
>
</>rt="oma.lwm2m";ct=11543,</1/0>,</3/0>,</4/0>,</5/0>,</19/0>,</19/1>

OK

+QCOAPURC: 0,2,201,12345,132,4,"01020304",8,"rd",8," 867725030012276"

+QCOAPURC: 0,0,1,21152,134,8,"E8532E3363BE54B9",6,"0",11,"3",11,"0"
AT+QCOAPSEND=0

+QCOAPSEND: 0,4

OK
AT+QCOAPHEAD=0,5,21152,8,"E8532E3363BE54B9"

OK
AT+QCOAPSEND=0,2,205,0

>

AAAA

OK
AT+QCOAPCLOSE=0
OK

+QCOAPCLOSE: 0,0
)"},
        {"4.2", R"(AT+CGATT?
+CGATT: 1

OK
AT+QCOAPCFG="dtls",0,1
OK
AT+QCOAPCFG="psk",0,"869154040004132","67514b6c5a45334e31576a6d5733387a"
OK
AT+QCOAPOPEN=0,"220.180.239.212",7002
OK

+QCOAPOPEN: 0,0
AT+QCOAPHEAD=0,5,12345,4,"01020304"
OK
AT+QCOAPOPTION=0,0,11,2,"rd"
OK
AT+QCOAPOPTION=0,0,12,2,"40"
OK
AT+QCOAPOPTION=0,0,15,40,"lwm2m=1.0&ep=869154040004132&b=U&lt=1600"
OK
AT+QCOAPSEND=0
+QCOAPSEND: 0,0

OK
AT+QCOAPSEND=0,0,2,0
>
</>rt="oma.lwm2m";ct=11543,</1/0>,</3/0>,</4/0>,</5/0>,</19/0>,</19/1>
OK
+QCOAPURC: 0,2,201,12345,132,4,"01020304",8,"rd",8,"869154040004132"

+QCOAPURC: 0,0,1,41128,134,8,"E8532D1363BE54B9",6,"0",11,"3",11,"0"

AT+QCOAPSEND=0
+QCOAPSEND: 0,4

OK
AT+QCOAPHEAD=0,5,41128,8,"E8532D1363BE54B9"

OK
AT+QCOAPSEND=0,2,205,0

>

AAAA

OK

OK
AT+QCOAPCLOSE=0
OK

+QCOAPCLOSE: 0,0
)"},
    };
    return all;
}

const std::vector<Correction>& note_corrections() {
    static const std::vector<Correction> all = {
        {"2.3.1", R"("psk", "869154040004132", "466)", R"("psk","869154040004132","466)",
         "The syntax two pages before has no spaces after the commas, nor has any other reply. (--set "
         "psk_reply=spaced.)"},
        {"2.3.6", "60B8\n07B7", "60B807B7",
         "A line of the page ends here, not the 254 digits: they are 127 bytes only in one piece."},
        {"2.3.6", "C89D7\nDCDF", "C89D7DCDF", "The same."},
        {"2.3.6", "10E53D\nA35F", "10E53DA35F", "The same."},
        {"2.3.6", "test server\nmade", "test server made",
         "A line of the page; with a blank for it <data_len> 133 is right."},
        {"2.3.6", "Bergmann\n<berg", "Bergmann <berg", "The same."},
        {"2.3.6", "+QCOAPURC: 0,2,205", "+QCOAPSEND: 0,4\n+QCOAPURC: 0,2,205",
         "2.3.6 says that the result of CON data is provided automatically; its example and both flows of chapter 4 "
         "leave "
         "the line out. (--set con_result=silent.)"},
        {"4.1", "+QCOAPURC: 0,2,201", "+QCOAPSEND: 0,4\n+QCOAPURC: 0,2,201", "As in 2.3.6."},
        {"4.2", "+QCOAPURC: 0,2,201", "+QCOAPSEND: 0,4\n+QCOAPURC: 0,2,201", "As in 2.3.6."},
        {"4.1", R"(" 867725030012276")", R"("867725030012276")",
         "The comment above the line gives the value without the blank, and so does 4.2 for its own."},
        {"4.2", "AAAA\n\nOK\n\nOK", "AAAA\n\nOK", "A command has one final result code; the same send has one in 4.1."},
    };
    return all;
}

}  // namespace agent::modem::emulator
