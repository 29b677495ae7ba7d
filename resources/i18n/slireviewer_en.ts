<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en_GB">
    <context>
        <name>CapturePage</name>
        <message numerus="yes">
            <source>%n point(s) moved to {title}. Ctrl+Z undoes it.</source>
            <translation>
                <numerusform>%n point moved to {title}. Ctrl+Z undoes it.</numerusform>
                <numerusform>%n points moved to {title}. Ctrl+Z undoes it.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Move %n point(s) to another meeting</source>
            <translation>
                <numerusform>Move %n point to another meeting</numerusform>
                <numerusform>Move %n points to another meeting</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n point(s)</source>
            <translation>
                <numerusform>%n point</numerusform>
                <numerusform>%n points</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n person(s) expected</source>
            <translation>
                <numerusform>%n person expected</numerusform>
                <numerusform>%n people expected</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>TodayPage</name>
        <message numerus="yes">
            <source>%n point(s)</source>
            <translation>
                <numerusform>%n point</numerusform>
                <numerusform>%n points</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n person(s) expected</source>
            <translation>
                <numerusform>%n person expected</numerusform>
                <numerusform>%n people expected</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>NOW · %n MINUTE(S) LEFT</source>
            <translation>
                <numerusform>NOW · %n MINUTE LEFT</numerusform>
                <numerusform>NOW · %n MINUTES LEFT</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>NEXT FOR YOU · IN %n MINUTE(S)</source>
            <translation>
                <numerusform>NEXT FOR YOU · IN %n MINUTE</numerusform>
                <numerusform>NEXT FOR YOU · IN %n MINUTES</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n point(s) without a theme</source>
            <translation>
                <numerusform>%n point without a theme</numerusform>
                <numerusform>%n points without a theme</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n text(s) differ between two laptops</source>
            <translation>
                <numerusform>%n text differs between two laptops</numerusform>
                <numerusform>%n texts differ between two laptops</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n entry(ies) wait for another package</source>
            <translation>
                <numerusform>%n entry waits for another package</numerusform>
                <numerusform>%n entries wait for another package</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n finding(s) rest on a single source</source>
            <translation>
                <numerusform>%n finding rests on a single source</numerusform>
                <numerusform>%n findings rest on a single source</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>BinPage</name>
        <message numerus="yes">
            <source>%n thing(s) in the bin</source>
            <translation>
                <numerusform>%n thing in the bin</numerusform>
                <numerusform>%n things in the bin</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>RestorePage</name>
        <message numerus="yes">
            <source>%n note(s)</source>
            <translation>
                <numerusform>%n note</numerusform>
                <numerusform>%n notes</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n point(s)</source>
            <translation>
                <numerusform>%n point</numerusform>
                <numerusform>%n points</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n backup(s)</source>
            <translation>
                <numerusform>%n backup</numerusform>
                <numerusform>%n backups</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>RecoveredPage</name>
        <message numerus="yes">
            <source>%n line(s) found again and kept</source>
            <translation>
                <numerusform>%n line found again and kept</numerusform>
                <numerusform>%n lines found again and kept</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>AttachmentsStrip</name>
        <message numerus="yes">
            <source>Keep %n file(s) with this meeting: {size}?</source>
            <translation>
                <numerusform>Keep %n file with this meeting: {size}?</numerusform>
                <numerusform>Keep %n files with this meeting: {size}?</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Unlock</name>
        <message numerus="yes">
            <source>The newest backup is of {when}: %n point(s).</source>
            <translation>
                <numerusform>The newest backup is of {when}: %n point.</numerusform>
                <numerusform>The newest backup is of {when}: %n points.</numerusform>
            </translation>
        </message>
    </context>
</TS>
