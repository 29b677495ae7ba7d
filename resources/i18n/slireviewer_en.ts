<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_GB" sourcelanguage="en_GB">
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
        <name>BehindCard</name>
        <message numerus="yes">
            <source>and %n more</source>
            <translation>
                <numerusform>and %n more</numerusform>
                <numerusform>and %n more</numerusform>
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
        <name>BoardModel</name>
        <message numerus="yes">
            <source>%n change(s) wait for {who}</source>
            <translation>
                <numerusform>%n change waits for {who}</numerusform>
                <numerusform>%n changes wait for {who}</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n note(s)</source>
            <translation>
                <numerusform>%n note</numerusform>
                <numerusform>%n notes</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n missing</source>
            <translation>
                <numerusform>%n missing</numerusform>
                <numerusform>%n missing</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>CapturePage</name>
        <message numerus="yes">
            <source>Move %n point(s) to another meeting</source>
            <translation>
                <numerusform>Move %n point to another meeting</numerusform>
                <numerusform>Move %n points to another meeting</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n point(s) moved to {title}. Ctrl+Z undoes it.</source>
            <translation>
                <numerusform>%n point moved to {title}. Ctrl+Z undoes it.</numerusform>
                <numerusform>%n points moved to {title}. Ctrl+Z undoes it.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n point(s)</source>
            <translation>
                <numerusform>%n point</numerusform>
                <numerusform>%n points</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Counted</name>
        <message numerus="yes">
            <source>%n point(s)</source>
            <translation>
                <numerusform>%n point</numerusform>
                <numerusform>%n points</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n word(s) that the other does not have</source>
            <translation>
                <numerusform>%n word that the other does not have</numerusform>
                <numerusform>%n words that the other does not have</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n word(s) that the first does not have</source>
            <translation>
                <numerusform>%n word that the first does not have</numerusform>
                <numerusform>%n words that the first does not have</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Deciding</name>
        <message numerus="yes">
            <source>%n decision(s) written   ·   Ctrl+Z takes them back</source>
            <translation>
                <numerusform>%n decision written   ·   Ctrl+Z takes it back</numerusform>
                <numerusform>%n decisions written   ·   Ctrl+Z takes them back</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n package(s)</source>
            <translation>
                <numerusform>%n package</numerusform>
                <numerusform>%n packages</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{first} and %n other(s)</source>
            <translation>
                <numerusform>{first} and %n other</numerusform>
                <numerusform>{first} and %n others</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Everything in it is here already: %n change(s).</source>
            <translation>
                <numerusform>Everything in it is here already: %n change.</numerusform>
                <numerusform>Everything in it is here already: %n changes.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n change(s) wait for an earlier package from {who}</source>
            <translation>
                <numerusform>%n change waits for an earlier package from {who}</numerusform>
                <numerusform>%n changes wait for an earlier package from {who}</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n package(s) refused</source>
            <translation>
                <numerusform>%n package refused</numerusform>
                <numerusform>%n packages refused</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>EveningView</name>
        <message numerus="yes">
            <source>In %n meeting(s)</source>
            <translation>
                <numerusform>In %n meeting</numerusform>
                <numerusform>In %n meetings</numerusform>
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
            <source>%n finding(s)</source>
            <translation>
                <numerusform>%n finding</numerusform>
                <numerusform>%n findings</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>FindBar</name>
        <message numerus="yes">
            <source>%n replaced</source>
            <translation>
                <numerusform>%n replaced</numerusform>
                <numerusform>%n replaced</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n in other sections</source>
            <translation>
                <numerusform>%n in other sections</numerusform>
                <numerusform>%n in other sections</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Giver</name>
        <message numerus="yes">
            <source>%n change(s) or comment(s) came back.</source>
            <translation>
                <numerusform>%n change or comment came back.</numerusform>
                <numerusform>%n changes or comments came back.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>GivingDialog</name>
        <message numerus="yes">
            <source>%n thing(s) to look at</source>
            <translation>
                <numerusform>%n thing to look at</numerusform>
                <numerusform>%n things to look at</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>It cannot go out yet: %n check(s) must be dealt with first</source>
            <translation>
                <numerusform>It cannot go out yet: %n check must be dealt with first</numerusform>
                <numerusform>It cannot go out yet: %n checks must be dealt with first</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>HandingOver</name>
        <message numerus="yes">
            <source>%n change(s)</source>
            <translation>
                <numerusform>%n change</numerusform>
                <numerusform>%n changes</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>LetterFind</name>
        <message numerus="yes">
            <source>%n replaced in the whole letter. Ctrl+Z takes it back.</source>
            <translation>
                <numerusform>%n replaced in the whole letter. Ctrl+Z takes it back.</numerusform>
                <numerusform>%n replaced in the whole letter. Ctrl+Z takes it back.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>LetterPage</name>
        <message numerus="yes">
            <source>%n word(s)</source>
            <translation>
                <numerusform>%n word</numerusform>
                <numerusform>%n words</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n check(s) to look at</source>
            <translation>
                <numerusform>%n check to look at</numerusform>
                <numerusform>%n checks to look at</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n page(s) as this program lays them out; Word may break them elsewhere</source>
            <translation>
                <numerusform>%n page as this program lays them out; Word may break them elsewhere</numerusform>
                <numerusform>%n pages as this program lays them out; Word may break them elsewhere</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>MeetingColumn</name>
        <message numerus="yes">
            <source>%n point(s)</source>
            <translation>
                <numerusform>%n point</numerusform>
                <numerusform>%n points</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>MeetingHead</name>
        <message numerus="yes">
            <source>%n person(s) expected</source>
            <translation>
                <numerusform>%n person expected</numerusform>
                <numerusform>%n people expected</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>MergePage</name>
        <message numerus="yes">
            <source>Merged: %n package(s)   ·   Ctrl+Z takes the merge back</source>
            <translation>
                <numerusform>Merged: %n package   ·   Ctrl+Z takes the merge back</numerusform>
                <numerusform>Merged: %n packages   ·   Ctrl+Z takes the merge back</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n thing(s) to merge or decide</source>
            <translation>
                <numerusform>%n thing to merge or decide</numerusform>
                <numerusform>%n things to merge or decide</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n decision(s) made</source>
            <translation>
                <numerusform>%n decision made</numerusform>
                <numerusform>%n decisions made</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n text(s) to decide</source>
            <translation>
                <numerusform>%n text to decide</numerusform>
                <numerusform>%n texts to decide</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Notice</name>
        <message numerus="yes">
            <source>%n thing(s) in it would keep some people from reading it:</source>
            <translation>
                <numerusform>%n thing in it would keep some people from reading it:</numerusform>
                <numerusform>%n things in it would keep some people from reading it:</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>PagesView</name>
        <message numerus="yes">
            <source>%n page(s)</source>
            <translation>
                <numerusform>%n page</numerusform>
                <numerusform>%n pages</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Receipts</name>
        <message numerus="yes">
            <source>Undoing this merge would take these away: %n thing(s). Nothing is destroyed.</source>
            <translation>
                <numerusform>Undoing this merge would take this away: %n thing. Nothing is destroyed.</numerusform>
                <numerusform>Undoing this merge would take these away: %n things. Nothing is destroyed.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n change(s) taken</source>
            <translation>
                <numerusform>%n change taken</numerusform>
                <numerusform>%n changes taken</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n change(s)</source>
            <translation>
                <numerusform>%n change</numerusform>
                <numerusform>%n changes</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n package(s) refused</source>
            <translation>
                <numerusform>%n package refused</numerusform>
                <numerusform>%n packages refused</numerusform>
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
        <name>RemarksCard</name>
        <message numerus="yes">
            <source>%n more in other sections</source>
            <translation>
                <numerusform>%n more in other sections</numerusform>
                <numerusform>%n more in other sections</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>Nothing to look at here; %n in other sections.</source>
            <translation>
                <numerusform>Nothing to look at here; %n in other sections.</numerusform>
                <numerusform>Nothing to look at here; %n in other sections.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>RestorePage</name>
        <message numerus="yes">
            <source>%n backup(s)</source>
            <translation>
                <numerusform>%n backup</numerusform>
                <numerusform>%n backups</numerusform>
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
            <source>%n note(s)</source>
            <translation>
                <numerusform>%n note</numerusform>
                <numerusform>%n notes</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>ReturnedDialog</name>
        <message numerus="yes">
            <source>%n to be answered</source>
            <translation>
                <numerusform>%n to be answered</numerusform>
                <numerusform>%n to be answered</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>SaidTwice</name>
        <message numerus="yes">
            <source>%n statement(s) linked so far</source>
            <translation>
                <numerusform>%n statement linked so far</numerusform>
                <numerusform>%n statements linked so far</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>SidePanel</name>
        <message numerus="yes">
            <source>%n meeting(s)</source>
            <translation>
                <numerusform>%n meeting</numerusform>
                <numerusform>%n meetings</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n point(s)</source>
            <translation>
                <numerusform>%n point</numerusform>
                <numerusform>%n points</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>TeamBoard</name>
        <message numerus="yes">
            <source>%n change(s) by {person} came to {holder} and not here.</source>
            <translation>
                <numerusform>%n change by {person} came to {holder} and not here.</numerusform>
                <numerusform>%n changes by {person} came to {holder} and not here.</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>{holder} has %n change(s) that have not come here.</source>
            <translation>
                <numerusform>{holder} has %n change that have not come here.</numerusform>
                <numerusform>{holder} has %n changes that have not come here.</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>TemplateBox</name>
        <message numerus="yes">
            <source>and %n more</source>
            <translation>
                <numerusform>and %n more</numerusform>
                <numerusform>and %n more</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>This template has %n fault(s):</source>
            <translation>
                <numerusform>This template has %n fault:</numerusform>
                <numerusform>This template has %n faults:</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>ToMerge</name>
        <message numerus="yes">
            <source>Look into all %n</source>
            <translation>
                <numerusform>Look into all %n</numerusform>
                <numerusform>Look into all %n</numerusform>
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
            <source>%n package(s) to merge</source>
            <translation>
                <numerusform>%n package to merge</numerusform>
                <numerusform>%n packages to merge</numerusform>
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
        <message numerus="yes">
            <source>%n meeting(s)</source>
            <translation>
                <numerusform>%n meeting</numerusform>
                <numerusform>%n meetings</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>Undoing</name>
        <message numerus="yes">
            <source>Merge %n package(s)</source>
            <translation>
                <numerusform>Merge %n package</numerusform>
                <numerusform>Merge %n packages</numerusform>
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
    <context>
        <name>VersionsDialog</name>
        <message numerus="yes">
            <source>%n place(s) with other words</source>
            <translation>
                <numerusform>%n place with other words</numerusform>
                <numerusform>%n places with other words</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n left out</source>
            <translation>
                <numerusform>%n left out</numerusform>
                <numerusform>%n left out</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n new</source>
            <translation>
                <numerusform>%n new</numerusform>
                <numerusform>%n new</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n the same</source>
            <translation>
                <numerusform>%n the same</numerusform>
                <numerusform>%n the same</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>_Counts</name>
        <message numerus="yes">
            <source>%n point(s)</source>
            <translation>
                <numerusform>%n point</numerusform>
                <numerusform>%n points</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n group(s)</source>
            <translation>
                <numerusform>%n group</numerusform>
                <numerusform>%n groups</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n source(s)</source>
            <translation>
                <numerusform>%n source</numerusform>
                <numerusform>%n sources</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n finding(s)</source>
            <translation>
                <numerusform>%n finding</numerusform>
                <numerusform>%n findings</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n document(s)</source>
            <translation>
                <numerusform>%n document</numerusform>
                <numerusform>%n documents</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n challenge(s)</source>
            <translation>
                <numerusform>%n challenge</numerusform>
                <numerusform>%n challenges</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n metric(s)</source>
            <translation>
                <numerusform>%n metric</numerusform>
                <numerusform>%n metrics</numerusform>
            </translation>
        </message>
    </context>
    <context>
        <name>_Lines</name>
        <message numerus="yes">
            <source>%n word(s)</source>
            <translation>
                <numerusform>%n word</numerusform>
                <numerusform>%n words</numerusform>
            </translation>
        </message>
        <message numerus="yes">
            <source>%n thing(s) to look at</source>
            <translation>
                <numerusform>%n thing to look at</numerusform>
                <numerusform>%n things to look at</numerusform>
            </translation>
        </message>
    </context>
</TS>
