/** One part of an application identifier's value. `N` digits, `X` set 82, `Y` set 39, `Z` base64url. */
export interface Component {
  readonly set: 'N' | 'X' | 'Y' | 'Z'
  readonly least: number
  readonly most: number
  readonly optional: boolean
  /** Names of content checks, in order. */
  readonly checks: readonly string[]
}

/** What GS1 says of an application identifier (AI). */
export interface ApplicationIdentifier {
  readonly ai: string
  readonly title: string
  /** Length known from the AI itself, so that no separator follows in an element string. */
  readonly fixed: boolean
  /** May be an attribute in the query of a Digital Link. */
  readonly attribute: boolean
  readonly components: readonly Component[]
  /** For a primary key of a Digital Link: the sequences of qualifiers of which any part may follow, in order. */
  readonly qualifiers?: readonly (readonly string[])[]
  /** Each list must be met by one of its groups; all AIs of a group must be there. `n` stands for any digit. */
  readonly requires: readonly (readonly (readonly string[])[])[]
  readonly excludes: readonly string[]
}

// Facts of the GS1 General Specifications, in the reading of the GS1 Barcode Syntax Dictionary
// (github.com/gs1/gs1-syntax-dictionary, as carried by gs1/gs1-syntax-engine at 3b9a8f1, 2025).
// A line: AI or range · flags (f fixed, a attribute, - none) · components · key/needs/not … · # title.
const TABLE = `
00 fa N18,csum key= # SSCC
01 fa N14,csum key=22,10,21|235 not=255,37 # GTIN
02 fa N14,csum needs=37 not=01,03 # CONTENT
03 f N14,csum not=01,02,37 # MTO GTIN
10 a X..20 needs=01,02,03,8006,8026 # BATCH/LOT
11 fa N6,yymmd0 needs=01,02,03,8006,8026 # PROD DATE
12 fa N6,yymmd0 needs=8020 # DUE DATE
13 fa N6,yymmd0 needs=01,02,03,8006,8026 # PACK DATE
15 fa N6,yymmd0 needs=01,02,03,8006,8026 # BEST BEFORE or BEST BY
16 fa N6,yymmd0 needs=01,02,03,8006,8026 # SELL BY
17 fa N6,yymmd0 needs=01,02,03,255,8006,8026 # USE BY or EXPIRY
20 fa N2 needs=01,02,8006,8026 # VARIANT
21 - X..20 needs=01,03,8006 not=235 # SERIAL
22 - X..20 needs=01 # CPV
235 - X..28 needs=01 # TPX
240-241 a X..30 needs=01,02,8006,8026 # ADDITIONAL ID
242 a N..6 needs=01,02,8006,8026 # MTO VARIANT
243 a X..20 needs=01 # PCN
250 a X..30 needs=01,8006 needs=21 # SECONDARY SERIAL
251 a X..30 needs=01,8006 # REF. TO SOURCE
253 a N13,csum,gcp [X..17] key= # GDTI
254 - X..20 needs=414 # GLN EXTENSION COMPONENT
255 a N13,csum,gcp [N..12] key= not=01,02,415,8006,8020,8026 # GCN
30 a N..8 needs=01,02 # VAR. COUNT
310n-316n fa N6 needs=01,02 # MEASURE, trade
320n-329n fa N6 needs=01,02 # MEASURE, trade
330n-336n fa N6 needs=00,01 # MEASURE, logistic
337n fa N6 needs=01 # KG PER m²
340n-349n fa N6 needs=00,01 # MEASURE, logistic
350n-352n fa N6 needs=01,02 # AREA, trade
353n-355n fa N6 needs=00,01 # AREA, logistic
356n-357n fa N6 needs=01,02 # MEASURE, trade
360n-361n fa N6 needs=01,02 # VOLUME, trade
362n-363n fa N6 needs=00,01 # VOLUME, logistic
364n-366n fa N6 needs=01,02 # VOLUME, trade
367n-369n fa N6 needs=00,01 # VOLUME, logistic
37 a N..8 needs=00 needs=02,8026 # COUNT
3900-3909 a N..15 needs=255,8020 not=390n,391n,394n,8111 # AMOUNT
3910-3919 a N3,iso4217 N..15 needs=8020 not=391n # AMOUNT
3920-3929 a N..15 needs=01 needs=30,31nn,32nn,35nn,36nn not=392n,393n # PRICE
3930-3939 a N3,iso4217 N..15 needs=30,31nn,32nn,35nn,36nn not=393n # PRICE
3940-3943 a N4 needs=255 not=394n,8111 # PRCNT OFF
3950-3955 a N6 needs=30,31nn,32nn,35nn,36nn not=392n,393n,395n,8005 # PRICE/UoM
400 a X..30 # ORDER NUMBER
401 a X..30,gcp key= # GINC
402 a N17,csum,gcp key= # GSIN
403 a X..30 needs=00 # ROUTE
410-413 fa N13,csum,gcp # PARTY OR PLACE
414 fa N13,csum,gcp key=254|7040 # LOC No.
415 fa N13,csum,gcp needs=8020 key=8020 # PAY TO
416 fa N13,csum,gcp # PROD/SERV LOC
417 fa N13,csum,gcp key=7040 # PARTY
420 a X..20 not=421 # SHIP TO POST
421 a N3,iso3166 X..9 not=4307 # SHIP TO POST
422 a N3,iso3166 needs=01,02,8006,8026 not=426 # ORIGIN
423 a N3,iso3166 [N3],iso3166 [N3],iso3166 [N3],iso3166 [N3],iso3166 needs=01,02 not=426 # COUNTRY - INITIAL PROCESS
424 a N3,iso3166 needs=01,02 not=426 # COUNTRY - PROCESS
425 a N3,iso3166 [N3],iso3166 [N3],iso3166 [N3],iso3166 [N3],iso3166 needs=01,02 not=426 # COUNTRY - DISASSEMBLY
426 a N3,iso3166 needs=01,02 # COUNTRY - FULL PROCESS
427 a X..3 needs=01,02 needs=422 # ORIGIN SUBDIVISION
4300-4301 a X..35,pcenc needs=00 # SHIP TO NAME
4302 a X..70,pcenc needs=00 # SHIP TO ADD1
4303 a X..70,pcenc needs=4302 # SHIP TO ADD2
4304-4306 a X..70,pcenc needs=00 # SHIP TO PLACE
4307 a X2,iso3166alpha2 needs=00 # SHIP TO COUNTRY
4308 a X..30 needs=00 # SHIP TO PHONE
4309 a N10,latitude N10,longitude needs=00 # SHIP TO GEO
4310-4311 a X..35,pcenc needs=00 # RTN TO NAME
4312 a X..70,pcenc needs=00 # RTN TO ADD1
4313 a X..70,pcenc needs=4312 # RTN TO ADD2
4314-4316 a X..70,pcenc needs=00 # RTN TO PLACE
4317 a X2,iso3166alpha2 needs=00 # RTN TO COUNTRY
4318 a X..20 needs=00 # RTN TO POST
4319 a X..30 needs=00 # RTN TO PHONE
4320 a X..35,pcenc needs=00 # SRV DESCRIPTION
4321-4323 a N1,yesno needs=00 # DANGEROUS GOODS, AUTH TO LEAVE, SIG REQUIRED
4324-4325 a N6,yymmd0 N4,hhmi needs=00 # DELIVERY DT
4326 a N6,yymmdd needs=00 # REL DATE
4330 a N6 [X1],hyphen needs=00 not=4331 # MAX TEMP F.
4331 a N6 [X1],hyphen needs=00 not=4330 # MAX TEMP C.
4332 a N6 [X1],hyphen needs=00 not=4333 # MIN TEMP F.
4333 a N6 [X1],hyphen needs=00 not=4332 # MIN TEMP C.
7001 a N13 needs=01,02,8006,8026 # NSN
7002 a X..30 needs=01,02 # MEAT CUT
7003 a N6,yymmdd N4,hhmi needs=01,02 # EXPIRY TIME
7004 a N..4 needs=01 needs=10 # ACTIVE POTENCY
7005 a X..12 needs=01,02 # CATCH AREA
7006 a N6,yymmdd needs=01,02 # FIRST FREEZE DATE
7007 a N6,yymmdd [N6],yymmdd needs=01,02 # HARVEST DATE
7008 a X..3 needs=01,02 # AQUATIC SPECIES
7009 a X..10 needs=01,02 # FISHING GEAR TYPE
7010 a X..2 needs=01,02 # PROD METHOD
7011 a N6,yymmdd [N4],hhmi needs=01,02 # TEST BY DATE
7020 a X..20 needs=01,8006 needs=416 # REFURB LOT
7021 a X..20 needs=01,8006 # FUNC STAT
7022 a X..20 needs=7021 # REV STAT
7023 a X..30,gcp # GIAI - ASSEMBLY
7030-7039 a N3,iso3166999 X..27 needs=01,02 # PROCESSOR
7040 - N1 X1 X1 X1,importeridx # UIC+EXT
7041 - X..4,packagetype needs=00 # UFRGT UNIT TYPE
710-716 a X..20 needs=01 # NHRN
7230-7239 a X2 X..28 needs=01,8004 # CERT
7240 a X..20 needs=01,8006 # PROTOCOL
7241 a N2,mediatype needs=8017,8018 # AIDC MEDIA TYPE
7242 a X..25 needs=8017,8018 # VCN
7250 a N8,yyyymmdd needs=8018 not=7251 # DOB
7251 a N8,yyyymmdd N4,hhmi needs=8018 not=7250 # DOB TIME
7252 a N1,iso5218 needs=8018 # BIO SEX
7253-7254 a X..40,pcenc needs=8017,8018 not=7256,7259 # FAMILY NAME, GIVEN NAME
7255 a X..10 needs=8017,8018 not=7256,7259 # SUFFIX
7256 a X..90,pcenc needs=8017,8018 # FULL NAME
7257 a X..70,pcenc needs=8018 # PERSON ADDR
7258 a X3,posinseqslash needs=8018+7259 # BIRTH SEQUENCE
7259 a X..40,pcenc needs=8018 not=7256 # BABY
8001 a N4,nonzero N5,nonzero N3,nonzero N1,winding N1 needs=01 # DIMENSIONS
8002 a X..20 # CMT No.
8003 a N1,zero N13,csum,gcp [X..16] key= # GRAI
8004 a X..30,gcp key=7040 # GIAI
8005 a N6 needs=01,02 # PRICE PER UNIT
8006 a N14,csum N4,pieceoftotal not=01,37 key=22,10,21 # ITIP
8007 a X..34,iban needs=415 # IBAN
8008 a N6,yymmdd N2,hh [N2],mi [N2],ss needs=01,02 # PROD TIME
8009 a X..50 needs=00,01 # OPTSEN
8010 a Y..30,gcp key=8011 # CPID
8011 - N..12,nozeroprefix needs=8010 # CPID SERIAL
8012 a X..20 needs=01,8006 # VERSION
8013 a X..25,csumalpha,gcp key= # GMN
8014 - X..25,csumalpha,gcp,hasnondigit needs=01 # MUDI
8017 a N18,csum,gcp not=8018 key=8019 # GSRN - PROVIDER
8018 a N18,csum,gcp not=8017 key=8019 # GSRN - RECIPIENT
8019 - N..10 needs=8017,8018 # SRIN
8020 - X..25 needs=415 # REF No.
8026 a N14,csum N4,pieceoftotal needs=37 not=02,8006 # ITIP CONTENT
8030 a Z..90 needs=00,01+21,253,255,8003,8004,8006+21,8010+8011,8017,8018 # DIGSIG
8110 a X..70,couponcode # COUPON
8111 a N4 needs=255 # POINTS
8112 a X..70,couponposoffer # COUPON
8200 - X..70 needs=01 # PRODUCT URL
90 a X..30 # INTERNAL
91-99 a X..90 # INTERNAL
`

/** Every application identifier by its digits. */
export const AI_TABLE: ReadonlyMap<string, ApplicationIdentifier> = new Map(
  TABLE.trim().split('\n').flatMap(rows).map((row) => [row.ai, row]),
)

/** Short names that older links used instead of digits (Digital Link 1.1; withdrawn since). */
export const ALPHAS: Readonly<Record<string, string>> = {
  cpid: '8010',
  cpsn: '8011',
  cpv: '22',
  gcn: '255',
  gdti: '253',
  giai: '8004',
  ginc: '401',
  gln: '414',
  glnx: '254',
  gmn: '8013',
  grai: '8003',
  gsin: '402',
  gsrn: '8018',
  gsrnp: '8017',
  gtin: '01',
  itip: '8006',
  lot: '10',
  party: '417',
  refno: '8020',
  ser: '21',
  srin: '8019',
  sscc: '00',
}

function rows(line: string): ApplicationIdentifier[] {
  const [facts = '', title = ''] = line.split(' # ')
  const [ais = '', flags = '', ...words] = facts.split(' ')
  const relation = (name: string) =>
    words.filter((word) => word.startsWith(`${name}=`)).map((word) => word.slice(name.length + 1))
  const [key] = relation('key')
  return digitsOf(ais).map((ai) => ({
    ai,
    title,
    fixed: flags.includes('f'),
    attribute: flags.includes('a'),
    components: words.filter((word) => !word.includes('=')).map(component),
    ...(key !== undefined && { qualifiers: key.split('|').map((list) => (list === '' ? [] : list.split(','))) }),
    requires: relation('needs').map((list) => list.split(',').map((group) => group.split('+'))),
    // A measure or an amount excludes the same one with another number of decimals.
    excludes: [
      ...relation('not').flatMap((list) => list.split(',')),
      ...(ais.includes('n') ? [`${ai.slice(0, 3)}n`] : []),
    ],
  }))
}

/** `240-241` → both; `310n-316n` → 3100 … 3105, 3110 … 3165: the last digit is the number of decimals. */
function digitsOf(ais: string): string[] {
  const [first = '', last = first] = ais.split('-')
  if (ais.includes('n')) {
    return digitsOf(ais.replaceAll('n', '')).flatMap((ai) => [0, 1, 2, 3, 4, 5].map((decimals) => `${ai}${decimals}`))
  }
  return Array.from({ length: Number(last) - Number(first) + 1 },
    (_, i) => String(Number(first) + i).padStart(first.length, '0'))
}

function component(word: string): Component {
  const [format = '', ...checks] = word.split(',')
  const [, set, upTo, digits] = /^\[?([NXYZ])(\.\.)?(\d+)\]?$/.exec(format) ?? []
  const most = Number(digits)
  return { set: set as Component['set'], least: upTo ? 1 : most, most, optional: format.startsWith('['), checks }
}
