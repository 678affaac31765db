"""Personal data is found in what people type; references, years and amounts are none."""

import pytest

from cl_pipeline.model.personal_data import personal_data

PHONE, EMAIL, IDENTITY = (
    "a telephone number",
    "an e-mail address",
    "an identity or passport number",
)
BIRTH, NAME = "a date of birth", "the name of a child"


@pytest.mark.parametrize(
    ("region", "text"),
    [
        ("KH", "Ministry of Labour, +855 12 345 678"),
        ("KH", "form of the ministry 012345678.xlsx"),
        ("KH", "form_of_the_ministry_012345678.xlsx"),
        ("KH", "ទូរស័ព្ទ ០១២ ៣៤៥ ៦៧៨"),
        ("KH", "LFS 2016, ask 855 12 345 678 (mobile: 855 12 345 678)"),
        ("TH", "โทร. ๐๒-๑๒๓-๔๕๖๗"),
        ("TH", "สำรวจ 2559, 08 1234 5678"),
        ("LA", "ໂທ ໐໒໐ ໕໕໕໑ ໒໓໔໕"),
        ("MM", "ဖုန်း ၀၉ ၂၅၀ ၁၂၃ ၄၅၆"),
        ("VN", "ĐT 024 3936 1234"),
        ("ID", "(021) 520-1590"),
        ("ID", "hub. 0812.3456.7890"),
        ("PH", "text 0917 123 4567"),
        ("MY", "03-8000 8000"),
        ("SG", "tel 6123 4567"),
        ("BN", "phone: 242 1234"),
        ("KH", "０１２ ３４５ ６７８"),
        ("KH", "tel. 023 000 000; +855 00 000 000"),
        (None, "call +66 2 123 4567"),
    ],
)
def test_telephone_numbers_of_every_script_are_found(region, text):
    assert personal_data(text, region) == (PHONE,)


@pytest.mark.parametrize(
    "text",
    ["test.person@example.org", "ask test.person (at) example.org", "ลงทะเบียนที่ a_b@moj.go.th ครับ"],
)
def test_mail_addresses_are_found(text):
    assert personal_data(text, "TH") == (EMAIL,)


@pytest.mark.parametrize(
    "text",
    [
        "ID 010203040",
        "passport no. N1234567",
        "Passport: AB 123456",
        "NIK 3171234567890123",
        "3171234502090123",
        "CCCD 001204001234",
        "hộ chiếu số C1234567",
        "បុគ្គលិក អត្តសញ្ញាណប័ណ្ណ ០១០២០៣០៤០",
        "เลขประจำตัวประชาชน ๑-๒๓๔๕-๖๗๘๙๐-๑๒-๑",
        "1-2345-67890-12-1",
        "12/OUKAMA(N)123456",
        "၁၂/ဥကမ(နိုင်)၁၂၃၄၅၆",
        "S1234567D",
        "MyKad 990101-14-5678",
        "990101-14-5678",
    ],
)
def test_numbers_of_identity_papers_are_found(text):
    """Some could be telephone numbers as well."""
    assert IDENTITY in personal_data(text, "KH")


@pytest.mark.parametrize(
    "text",
    [
        "girl, date of birth 12/03/2009",
        "DOB: 2009-03-12",
        "born on 12 March 2009 in Kep",
        "born March 12, 2009",
        "tanggal lahir: 12-03-2009",
        "sinh ngày 12/3/2009",
        "ថ្ងៃខែឆ្នាំកំណើត ១២/០៣/២០០៩",
        "วันเกิด ๑๒ มีนาคม ๒๕๕๒",
        "ວັນເກີດ ໑໒/໐໓/໒໐໐໙",
        "မွေးသက္ကရာဇ် ၁၂-၀၃-၂၀၀၉",
    ],
)
def test_days_of_birth_are_found(text):
    assert personal_data(text, "KH") == (BIRTH,)


@pytest.mark.parametrize(
    "text",
    [
        "the child named Dara was referred",
        "victim's name: Sok Dara",
        "Name of the victim: Sok Dara",
        "Case 12; name: Sok Dara",
        "Name: Sok Dara, a victim of trafficking",
        "the victim Sok Dara, 12 years old",
        "Child: Sok Dara, aged 12",
        "nama anak: Budi",
        "cháu tên Nguyễn Văn An",
        "ชื่อเด็ก: สมชาย",
        "ឈ្មោះកុមារ៖ ដារ៉ា",
        "ຊື່ເດັກ: ສົມ",
    ],
)
def test_names_of_children_are_found(text):
    assert personal_data(text, "KH") == (NAME,)


@pytest.mark.parametrize(
    "region", ["BN", "KH", "ID", "LA", "MY", "MM", "PH", "SG", "TH", "VN", "TL"]
)
@pytest.mark.parametrize(
    "text",
    [
        "LFS 2019, table 3.12, p. 45",
        "Decree 12/2019/ND-CP",
        "Circular No. 09/2020/TT-BLDTBXH of 12/11/2020",
        "ISBN 978-92-2-127179-9; ISSN 0378-5920",
        "ISBN 9789221271799",
        "doi:10.1016/j.chiabu.2019.104021",
        "https://www.ilo.org/wcms/groups/public/documents/publication/wcms_575499.pdf?id=0123456789",
        "2015-2016",
        "2015, 2016, 2017, 2018 and 2019",
        "2015 2016 2017 2018",
        "1,754,066 of 10,123,456",
        "1.754.066 dari 10.123.456",
        "1 754 066 children",
        "12345678 riel",
        "0.123456789",
        "between 1,000,000 and 1,754,066",
        "01/01/2019-31/12/2019",
        "01.01.2019 – 31.12.2019",
        "fieldwork from 2019-01-05 to 2019-03-31, 08:30-17:00",
        "ISCO 0110 0210 0310; ISIC 0111, 0112, 0113",
        "ILO Conventions No. 138 and No. 182",
        "Passport Department, Ministry of Interior, 2019",
        "Survey ID: 7654321",
        "children born between 1 January 2003 and 31 December 2015",
        "children born on 1 January 2004 or later",
        "Child Labour Survey 12 provinces",
        "National Child Labour Survey, aged 5–17",
        "a child named in list A",
        "Survey name: National Child Labour Survey 2019",
        "Case Management System 12 offices",
        "Case Filing System, 12 offices",
        "the poverty line 12000000 riel; cell 1754066",
        "an increase of +1,754,066",
        "ชื่อเด็กและเยาวชน 120 คน",
        "ages 5-17; hours 14, 43; weeks 1-52",
        "Law No. 13 of 2003, article 68-75",
        "12/2019",
        "SHA 0f1e2d3c4b5a, version 1.0.2021",
        "ID 1 754 066",
        "table A12.3456.7890",
        "budget 120000000000 (VND)",
        "helpline 1387, 111, 191",
    ],
)
def test_references_years_and_amounts_are_no_personal_data(region, text):
    assert personal_data(text, region) == ()


def test_each_kind_is_named_once():
    text = "+855 12 345 678, 012 345 678, test.person@example.org, ID 010203040"

    assert personal_data(text, "KH") == (PHONE, EMAIL, IDENTITY)


@pytest.mark.parametrize("unit", ["a", "1", "0 ", "child-", "a.", "name: ", "012 345 678x "])
def test_a_full_cell_is_no_burden(unit):
    """The longest text of a cell has 32,767 characters; none of them is read slowly."""
    assert personal_data(unit * (32_767 // len(unit)), "KH") == ()
