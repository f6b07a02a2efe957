package balanceapi.core.time;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;

/** The time zone of a bank by its country (ISO 3166, two letters); UTC where it is unknown or not one. */
public final class BankZone {

  private static final Map<String, String> ZONES =
      Map.ofEntries(
          Map.entry("NG", "Africa/Lagos"),
          Map.entry("GH", "Africa/Accra"),
          Map.entry("KE", "Africa/Nairobi"),
          Map.entry("ZA", "Africa/Johannesburg"),
          Map.entry("UG", "Africa/Kampala"),
          Map.entry("TZ", "Africa/Dar_es_Salaam"),
          Map.entry("RW", "Africa/Kigali"),
          Map.entry("ET", "Africa/Addis_Ababa"),
          Map.entry("EG", "Africa/Cairo"),
          Map.entry("MA", "Africa/Casablanca"),
          Map.entry("TN", "Africa/Tunis"),
          Map.entry("SN", "Africa/Dakar"),
          Map.entry("CI", "Africa/Abidjan"),
          Map.entry("CM", "Africa/Douala"),
          Map.entry("BJ", "Africa/Porto-Novo"),
          Map.entry("TG", "Africa/Lome"),
          Map.entry("ZM", "Africa/Lusaka"),
          Map.entry("ZW", "Africa/Harare"),
          Map.entry("BW", "Africa/Gaborone"),
          Map.entry("NA", "Africa/Windhoek"),
          Map.entry("MZ", "Africa/Maputo"),
          Map.entry("MW", "Africa/Blantyre"),
          Map.entry("AO", "Africa/Luanda"),
          Map.entry("SL", "Africa/Freetown"),
          Map.entry("LR", "Africa/Monrovia"),
          Map.entry("GM", "Africa/Banjul"),
          Map.entry("GB", "Europe/London"),
          Map.entry("IE", "Europe/Dublin"),
          Map.entry("FR", "Europe/Paris"),
          Map.entry("DE", "Europe/Berlin"),
          Map.entry("NL", "Europe/Amsterdam"),
          Map.entry("IT", "Europe/Rome"),
          Map.entry("IN", "Asia/Kolkata"),
          Map.entry("JP", "Asia/Tokyo"),
          Map.entry("SG", "Asia/Singapore"),
          Map.entry("KW", "Asia/Kuwait"),
          Map.entry("AE", "Asia/Dubai"),
          Map.entry("SA", "Asia/Riyadh"));

  private BankZone() {}

  /** The zone of this country's banks; UTC when the country is absent, unknown or has several zones. */
  public static ZoneId of(Optional<String> country) {
    return country.map(ZONES::get).map(ZoneId::of).orElse(ZoneOffset.UTC);
  }
}
